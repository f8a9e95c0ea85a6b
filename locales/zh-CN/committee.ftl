# 组织管理员的日常：谁还没报、提醒、审核、导出、周报时间。
command-campaigns = 行动
    .typed = 行动,活动通知
command-reports = 审核填报
    .typed = 审核,填报列表
command-export = 导出表格
    .typed = 导出,表格

# 选哪个行动
offer-none = 现在没有正在进行的行动。点“行动”可以发起一个。
offer-which = 看哪个行动？
offer-line = { $title }（{ $place }）
offer-another = 换一个行动

# 谁还没报
due-heading = 《{ $title }》{ $place }
due-period = { $label }（{ $days }），{ $due }截止
due-after-activities = { $label }：每场活动后 { $days } 天内报送
due-label = 填报
due-counts = 共 { $teams } 支服务队：已报 { $filed }{ $late ->
        [0] { "" }
       *[other] （其中迟报 { $late }）
    }{ $zero ->
        [0] { "" }
       *[other] ，零报告 { $zero }
    }{ $open ->
        [0] { "" }
       *[other] ，还没报 { $open }
    }{ $missing ->
        [0] { "" }
       *[other] ，逾期未报 { $missing }
    }
due-all-filed = 都报齐了。
due-team = { $place }. { $team }{ $has ->
        [1] （{ $above }）
       *[other] { "" }
    }
due-look-team = 回复序号，看这支队的情况和联系人。
due-committee = { $place }. { $name }：{ $teams } 支中 { $owing } 支没报
due-direct = 直属的 { $count } 支：{ $names }{ $more ->
        [0] { "" }
       *[other] 等
    }
due-look-committee = 回复序号，看是哪些服务队。
due-remind = 提醒这 { $count } 支
due-before = 前一期 { $days }{ $open ->
        [0] { "" }
       *[other] （{ $open } 项没报）
    }
due-after = 后一期 { $days }
due-up = 返回{ $place }
due-nothing-asked = 《{ $title }》没有规定报送时间，或者还没有服务队参加。
due-nothing-asked-here = 这个组织没有这一期的报送任务。
team-heading = { $team }（{ $above }）
team-leaders = 负责人：{ $names }
team-no-leader = 还没有负责人，收不到提醒。
team-unreachable = 联系不上：{ $names }（还没用过义动，或者停用了机器人）
team-owes = { $count ->
        [0] 现在没有要报的。
       *[other] 待报送：
    }
team-filed = { $count ->
        [0] 还没有报过活动。
       *[other] 最近的填报（点开看详情）：
    }

# 提醒还没报的
ask-remind-word = 要附一句话吗？（200 字以内，不用就跳过）
    .label = 附言
    .example = 明天上午要汇总上报，请尽快填一下，谢谢！
asked-nobody-owes = 这一期都报齐了，不用提醒。
asked-about = 将提醒 { $count } 支服务队的负责人：《{ $title }》{ $what }。
asked-lately = { $minutes ->
        [0] 刚刚
       *[other] { $minutes } 分钟前
    }已经为这一期提醒过了。再发一次，负责人会收到两遍。
asked-again = 仍要发送
asked-by = { $place }（{ $name }）提醒您：
asked-by-word = { $place }（{ $name }）提醒您：“{ $word }”
asked-told = { $quiet ->
        [1] 已安排提醒 { $people } 位负责人（{ $teams } 支服务队）。现在是免打扰时间，{ $time } 发出。
       *[other] 已提醒 { $people } 位负责人（{ $teams } 支服务队）。
    }
asked-missed = 有 { $count } 支联系不上，没有负责人或者停用了机器人：{ $names }{ $more ->
        [0] { "" }
       *[other] 等
    }。请用其他方式通知。

# 一份填报
view-sent = 填报人：{ $name }，{ $moment }
view-moment = { $month }月{ $day }日 { $time }
view-trail = 经过：
view-act = · { $moment } { $name } { $act }{ $what }
view-act-submit = 填报
view-act-change = 修改
view-act-accept = 审核通过
view-act-unaccept = 撤销通过
view-act-return = 退回
view-act-withdraw = 撤回
view-act-unwithdraw = 恢复
view-detail = ：{ $note }
view-change = { $name } { $was } → { $now }
view-between = 、

# 审核
review-unaccept = 撤销通过
review-accepted = ✓ 已通过 { $number } { $title }
review-accepted-already = { $number } 已经通过了。
review-returned-already = { $number } 已经退回，等服务队修改。
review-changed = { $number } 刚刚有改动，请再看一遍：
review-undo = 撤销
review-not-accepted = { $number } 现在不是“已通过”。
review-unaccepted = 已撤销，{ $number } 回到待审核。
review-unaccepted-returned = 已撤销，{ $number } 又是“已退回”，等服务队修改。
review-accepted-all = ✓ 已通过 { $count } 份。
review-left-out = 有 { $count } 份刚刚有改动或者已经审过，没有动。
review-unaccepted-all = 已撤销，{ $count } 份回到待审核。
review-next = 下一份：{ $what }（{ $team }）
review-waiting = { $count ->
        [0] 没有待审核的了。
       *[other] 还有 { $count } 份待审核。
    }
review-campaign-closed = 这个行动已经结束，退回后服务队没法修改。需要更正请先重新开启行动。
review-returned = 已退回 { $number }，{ $people ->
        [0] 但这支队的负责人联系不上，请用其他方式通知。
       *[other] 已通知 { $people } 位负责人修改。
    }{ $owed ->
        [1] 这一期又变回未报，改好重新提交就算完成。
       *[other] { "" }
    }
review-notice = { $place }（{ $by }）请您修改 { $number }《{ $title }》：
review-notice-owed = { $over ->
        [1] 改好重新提交，这一期才算完成（已过截止时间）。
       *[other] 改好重新提交，这一期才算完成，{ $due }截止。
    }
review-change-now = 现在修改
review-look = 看这份填报
ask-return-reason = 为什么退回？点一个，或者直接写明要改什么。
    .label = 退回原因
choice-return-photos = 请补充活动照片
choice-return-figures = 人次、时数对不上，请核对
choice-return-twice = 和另一份重复，请核对后撤回一份
choice-return-details = 内容太简单，请补充

# 填报列表
reports-new = { $count ->
        [0] 没有待审核的填报。
       *[other] 待审核 { $count } 份：
    }
reports-returned = { $count ->
        [0] 没有退回的填报。
       *[other] 已退回 { $count } 份：
    }
reports-accepted = { $count ->
        [0] 还没有通过的填报。
       *[other] 已通过 { $count } 份：
    }
reports-all = { $count ->
        [0] 还没有填报。
       *[other] 共 { $count } 份填报：
    }
reports-page = 第 { $page }/{ $pages } 页，新的在前
reports-of-place = 单位：{ $place }
reports-of-campaign = 行动：{ $title }
reports-of-week = 时间：本周报的
reports-line = { $doubts ->
        [1] ⚠{ " " }
       *[other] { "" }
    }{ $number } { $day } { $title }（{ $team }）{ $state ->
        [submitted] { "" }
        [returned] ［已退回］
       *[accepted] ［已通过］
    }
reports-accept-all = 这 { $count } 份都通过
reports-newer = 上一页
reports-older = 下一页
reports-filter-new = 待审核 { $count }
reports-filter-returned = 已退回 { $count }
reports-filter-accepted = 已通过 { $count }
reports-filter-all = 全部 { $count }
reports-this-week = 只看本周
reports-any-time = 不限时间
reports-choose-campaign = 按行动
reports-choose-place = 按单位
reports-every-campaign = 全部行动
reports-every-place = 全部单位
reports-which-campaign = 看哪个行动的？
reports-which-place = 看哪个单位的？

# 导出
export-which-table = 《{ $title }》{ $place }，要哪张表？
export-table-a = 合计统计表（全部活动汇总在一张）
export-table-u = 各单位统计表（每个单位一张）
export-table-b = 活动情况表（每场活动一张）
export-table-w = 汇总工作簿（各项数字和清单）
export-other-place = 只要一个下级单位的
export-which-place = 要哪个单位的？
export-which-days = { $table }，要哪段时间的？
export-other-table = 换一张表
export-other-days = 换一段时间
export-days-period = 报送周期 { $days }
export-days-w0 = 本周 { $days }
export-days-w1 = 上周 { $days }
export-days-month = { $year }年{ $month }月
export-days-all = 整个行动 { $days }
export-too-many = 这段时间有 { $count } 张，一个文件最多放 { $most } 张。请缩短时间，或者只要一个下级单位的。
export-heading = { $table }：{ $place }，{ $days }，《{ $title }》
export-empty = 这段时间没有登记活动，表是空的。
export-sums = { $figures }。{ $joint ->
        [0] { "" }
       *[other] 其中联合活动 { $joint } 场，只计一次。
    }
export-units = { $count } 个单位有活动，各一张；各单位自己的联合活动各算各的，加起来可能比合计多。
export-file-a = 合计统计表
export-file-u = 各单位统计表
export-file-b = 活动情况表
export-file-w = 汇总工作簿

# 周报时间
digest-time = 周报时间
digest-time-whose = 改哪个组织的周报时间？
digest-time-now = { $place }的周报现在是每{ $weekday } { $time } 发。
digest-time-off = { $place }现在不发周报，需要时随时点“周报”看。
digest-time-again = 恢复周报
digest-time-none = 不要周报
digest-time-set = 好的，{ $place }的周报以后每{ $weekday } { $time } 发，下一次是{ $next }。
ask-digest-weekday = 改到星期几？
    .label = 星期
ask-digest-minute = 几点发？没有合适的，直接写时间。
    .label = 时间
choice-weekday-0 = 周一
choice-weekday-1 = 周二
choice-weekday-2 = 周三
choice-weekday-3 = 周四
choice-weekday-4 = 周五
choice-weekday-5 = 周六
choice-weekday-6 = 周日

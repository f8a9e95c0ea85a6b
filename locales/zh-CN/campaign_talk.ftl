# 行动：看、发起、修改、谁参加、结束；以及活动计划。
campaign-comma = 、
campaign-semicolon = ；
campaigns-heading = 进行中的行动 { $running } 个，已结束 { $closed } 个：
campaigns-none = 还没有行动。
campaigns-offer = { $title }（{ $place }）{ $state ->
        [closed] ［已结束］
       *[other] { "" }
    }
campaigns-new = 发起行动

campaign-title = 《{ $title }》
campaign-theme = 主题：{ $theme }
campaign-period = 期间：{ $period }
campaign-days = { $starts }至{ $ends }
campaign-categories = 类别（{ $count } 类）：{ $names }
campaign-category-group = { $group }——{ $names }
campaign-form-activity = 每场活动填 { $count } 项：{ $names }
campaign-form-summary = 总结填 { $count } 项：{ $names }
campaign-deadline = 报送 · { $label }：{ $when }
campaign-due-activity = 活动填报
campaign-due-summary = 总结
campaign-when-fixed = { $moment } 截止
campaign-when-weekly = 每{ $weekday } { $time } 前
campaign-when-weekly-before = 每{ $weekday }前（当天不算，{ $eve } 24:00 截止）
campaign-when-from = { $when }，从{ $first }起
campaign-when-monthly = { $following ->
        [1] 次月
       *[other] 每月
    } { $day } 日 { $time } 前
campaign-when-monthly-before = { $following ->
        [1] 次月
       *[other] 每月
    } { $day } 日前（当天不算）
campaign-when-after = 每场活动后 { $days } 天内
campaign-when-rolling = 随时可报，不催
campaign-reminders = 提醒：{ $days }；免打扰：{ $quiet }
campaign-remind = { $days } { $time }
campaign-remind-day = { $days ->
        [0] 当天
       *[other] 提前 { $days } 天
    }
campaign-remind-none = 不提醒
campaign-quiet-none = 不设
campaign-table-a = 汇总：统计表（逐场列出，有合计，可逐级汇总）
campaign-table-b = 汇总：活动情况表（一场活动一张）
campaign-note = 请注意：{ $note }
campaign-contact = 联系人：{ $contact }
campaign-contact-none = 还没有填
campaign-state = { $state ->
        [closed] 已结束。
       *[other] 进行中。
    }由{ $place }发起，{ $teams } 支服务队参加，回执号以 { $code } 开头。
campaign-owed = { $team }要报送的：
campaign-owed-line = · { $label }（{ $days }），{ $due }截止{ $late ->
        [1] （已过期，还没报）
       *[other] { "" }
    }
campaign-owed-none = { $team }现在没有待报送的，有活动随时可以报。
campaign-assign = 谁参加
campaign-change = 修改
campaign-close = 结束行动
campaign-reopen = 重新开启
campaign-about = 查看行动
campaign-part-period = 行动期间
campaign-part-reminders = 提醒
campaign-part-quiet = 免打扰时段
campaign-part-contact = 联系方式

open-where = 以哪个组织的名义发起？
open-which = 发起哪一个行动？先选一份，看过说明再决定。
open-own = 用自己写的行动文件
open-yes = 就用这份，开启
open-dates = 换个日期开启
open-another = 换一份
open-over = 这份行动的期间和截止都已过去，换上新日期就能再用。
open-first-due = 现在开启，第一次报送的截止是{ $due }；已经过去的截止不再要求。
open-dates-before = 原来的期间共 { $days } 天。截止日会跟着移动，标题里的年份也会换。
open-dates-past = 这段时间已经过去了。最后一天请写上年份，例如 2027年3月31日。
open-already = 《{ $title }》已经开启了（{ $code }）。
open-again = 再开一个
open-done = 《{ $title }》已开启，回执号以 { $code } 开头。还没有服务队参加，接下来选谁参加：
open-assign-all = { $place }的全部服务队
open-assign-some = 挑选服务队
open-contact = 填写联系方式
ask-campaign-starts = 从哪一天开始？
    .label = 第一天
    .example = 2027年3月1日
ask-campaign-ends = 到哪一天为止？（当天也算）
    .label = 最后一天
    .example = 2027年3月31日
ask-campaign-file = 请把行动文件的全文贴到这里。一条放不下，就接着发下一条。
    .label = 行动文件
    .example = slug: spring-2027（换行继续）
paste-sample = 看一份范例
paste-problems = 这份文件还不能用，有 { $count } 处问题：
paste-problem = · 第 { $line } 行，{ $field }：{ $why }
paste-problem-line = · 第 { $line } 行：{ $why }
paste-next = 改好后请整份重发；如果只是还没发完，接着发下一段就行。
paste-long = 全文最多 { $most } 个字，请删去一些说明再发。

assign-heading = 《{ $title }》现在有 { $teams } 支服务队参加。
assign-branch = · { $place }（全部 { $teams } 支）
assign-team = · { $place }
assign-choose = 在{ $place }，点一下加入，再点一下移出：
assign-all = { $state ->
        [in] ✓
       *[other] ＋
    } { $place }全部（{ $teams } 支服务队）
assign-one = { $state ->
        [in] ✓
        [some] ◐
       *[other] ＋
    } { $place }{ $branch ->
        [1] （{ $teams } 支）
       *[other] { "" }
    }
assign-into = ▸ 到{ $place }里挑选
assign-more = 更多
assign-up = 上一级
assign-done = 完成{ $teams ->
        [0] { "" }
       *[other] ，通知 { $teams } 支服务队的负责人
    }
assign-in = 已加入：{ $place }（新增 { $teams } 支服务队）。
assign-out = 已移出：{ $place }（{ $teams } 支服务队）。没报的不再要求，报过的保留。
assign-told = { $people ->
        [0] 没有需要通知的负责人。
       *[other] 已通知 { $people } 位负责人。
    }
campaign-new = { $name }，您好！新行动《{ $title }》，请{ $teams }参加。
campaign-moved = { $name }，您好！《{ $title }》的报送时间有变，现在是：
campaign-moved-next = { $teams }下一次请在{ $due }前报送。
campaign-new-due = 第一次请在{ $due }前报送。
campaign-new-anytime = 有活动随时可以报。

change-heading = 《{ $title }》现在是这样，要改哪一项？
change-line = · { $name }：{ $value }
change-title = { $title } · { $part }
change-shown = { $name }：{ $before } → { $after }
change-dues = 接下来的截止：{ $dues }
change-dues-none = 注意：这样改以后，再没有截止时间了。
change-follows = { $teams } 支服务队没报的随之调整，报过的不变。
change-yes = 就这样改
change-again = 再改一改
change-leave = 不改了
change-same = { $name }没有变化。
change-done = 已改好（第 { $version } 版）。{ $people ->
        [0] { "" }
       *[other] 会通知 { $people } 位负责人。
    }
change-applied-already = 这项修改已经生效了。
change-meanwhile = 刚才有人改过这个行动，请再看一下：
campaign-change-wrong = 这样前后不合：{ $why }
change-days-unclear = 请写提前几天，例如 7、3、1、0（0 是当天），最多 6 次，最多提前 60 天。
change-mailbox-unclear = “{ $mailbox }”不像邮箱地址，请检查后再发。
change-own-time = 其他时间
change-own-days = 其他天数
due-day-counts = 当天算在内
due-day-before = 当天不算，前一天 24:00 截止
due-month-same = 当月
due-month-next = 次月
ask-due-on = 哪一天截止？
    .label = 截止日
    .example = 2027年4月3日
ask-due-weekday = 每周几截止？
    .label = 星期
    .example = 周五
ask-due-month = 当月交，还是次月交？
    .label = 月份
    .example = 次月
ask-due-day = 几号截止？（没有这一天的月份，算到月底）
    .label = 几号
    .example = 5
ask-due-counts = 截止日当天算不算？
    .label = 当天
    .example = 当天不算
ask-due-time = 当天几点前？
    .label = 时间
    .example = 18:00
ask-due-time-own = 请输入时间。
    .label = 具体时间
    .example = 18:30、下午6点半
ask-due-days = 活动后几天内报送？
    .label = 天数
    .example = 7
ask-remind-days = 提前几天提醒？
    .label = 提前
    .example = 3、1、0
ask-remind-at = 几点提醒？
    .label = 时间
    .example = 09:00
ask-remind-days-own = 请输入提前几天，0 是当天。
    .label = 具体天数
    .example = 5、2、0
ask-remind-at-own = 请输入时间。
    .label = 具体时间
    .example = 08:30
ask-quiet-hours = 几点到几点不推送消息？不需要就跳过。
    .label = 免打扰
    .example = 22:00-7:30
ask-contact-name = 联系人是谁？
    .label = 联系人
    .example = 周敏
ask-contact-phone = 联系电话是多少？
    .label = 电话
    .example = 0758-1234567
ask-contact-mailbox = 材料发到哪个邮箱？
    .label = 邮箱
    .example = reports@example.org

campaign-closed = 《{ $title }》已结束，不再提醒，也不能再填报。{ $people ->
        [0] { "" }
       *[other] 几分钟后会通知还没报的 { $people } 位负责人。
    }
campaign-now-closed = { $name }，您好！《{ $title }》已经结束，{ $teams }没报的不用再报了。有疑问请联系上级组织。
campaign-now-open = { $name }，您好！《{ $title }》重新开始了，{ $teams }还有没报的，请按时报送。
campaign-closed-already = 这个行动已经结束了。
campaign-close-ask = 要结束《{ $title }》吗？{ $owed ->
        [0] 该报的都报了。
       *[other] 还有 { $owed } 项没报。
    }结束后不再提醒，也不能再填报，以后可以重新开启。
campaign-close-unreviewed = 另有 { $new } 份待审核、{ $returned } 份已退回还没改好。结束后服务队不能再改，您仍可审核通过；退回的不通过就不计入统计。
campaign-close-yes = 确认结束
campaign-close-no = 先不结束
campaign-reopened = 《{ $title }》已重新开启。{ $people ->
        [0] { "" }
       *[other] 几分钟后会通知还没报的 { $people } 位负责人。
    }
campaign-open-already = 这个行动正在进行。

command-plan = 活动计划
    .typed = 计划,活动计划,预告
plan-nowhere = 现在没有需要事先登记活动的行动，活动结束后直接填报就行。
plan-heading = { $count ->
        [0] 现在没有登记待报的活动。可以先登记，到时我会提醒您报送；不登记也行，活动后直接填报。
       *[other] 已登记、还没报的活动 { $count } 场：
    }
plan-line = · { $day } { $title }{ $several ->
        [1] （{ $team }）
       *[other] { "" }
    }
plan-new = 登记一场活动
plan-where = 登记在哪里？
plan-offer = { $title }（{ $team }）
plan-report = 填报：{ $title }
plan-cancel = 取消：{ $title }
ask-planned-on = 哪一天开展？
    .label = 日期
    .example = 3月16日
plan-past = { $day }已经过去了。还没开展的，请写几月几日；已经开展的，取消后直接填报。
plan-outside = 不在行动期间内（{ $period }），请看一下日期。
plan-made = 已登记：{ $day }《{ $title }》。
plan-due = 活动后请在{ $due }前报送，到时我会提醒您。
plan-cancelled = 《{ $title }》已取消，不用报送了。
plan-restore = 点错了，恢复
plan-filed = 《{ $title }》已经填报过了，不能取消。

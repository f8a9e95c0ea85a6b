# 进门、身份、菜单和日常对话。
turn-slow = 您发得太快了，刚才这条没有收下（之前收到的都在）。请歇一分钟再发一次。
turn-long = 这段话太长了（最多 { $most } 个字），请分几次发。
turn-unclear = 没明白您的意思。点“菜单”看看能做什么。
turn-unclear-choose = 没明白您的意思。请从下面选一项，或者点“菜单”。
turn-thanks = 好的，辛苦您了！要填报或者查看，点“菜单”就行。
turn-empty = 这里只能收文字和图片，请换一种方式发给我。
turn-edited = 消息发出后再编辑，不会改动已填的内容。要改哪一项：填写时点“返回”，已提交的点“修改这份填报”。
turn-photos-unasked = 刚才的照片没有用上：现在没有正在填的活动。请先点“填报活动”，再发一次。
turn-photos-unwanted = 刚才的照片没有用上：活动照片由服务队负责人填报时发。
turn-button-gone = 这个按钮已经过期了。点“菜单”重新开始。
turn-command-unknown = 没有这个命令，或者您没有这项权限。点“菜单”看看能做什么。
turn-fault = 抱歉，系统出了点问题，这一条没有处理成功，之前填的都还在。请再发一次；还是不行就联系管理员。
turn-away = 系统暂时存不下新内容，您刚才发的没有丢，恢复后会自动处理，请不要重发。
turn-help = 菜单
access-refused = 没有找到，或者您没有这项权限。点“菜单”看看能做什么。
list-more = ……还有 { $count } 项
start-stranger = 您好，这里是义动，志愿服务活动填报助手。请点开组织发给您的邀请链接，或者把邀请码发到这里。
start-hello = { $name }，您好！
help-intro = 义动帮您记录活动、按时报送。
help-role = 您是{ $place }的{ $role }（{ $name }）。
help-no-role = { $name }，您还没有加入任何组织。请向组织要一个邀请链接。
help-choose = 您可以：
role-organizer = 组织管理员
role-leader = 服务队负责人
role-volunteer = 志愿者
language-choose = 请选择语言：
language-changed = 好的，以后用中文。
language-zh-cn = 中文
language-en = English
join-code-bad = 这个邀请码不能用：可能输错、过期或者已经用完了。请向组织再要一个。
join-link-other = 这个账号已经是 { $name } 的了，不能再关联到别人。要关联，请换一个账号。
join-linked = 关联好了。{ $name }，以后在这里也能用，没填完的可以接着填。
join-already = 您已经是{ $place }的{ $role }了。
join-welcome = 欢迎您，{ $name }！您现在是{ $place }的{ $role }。
join-next-organizer = 接下来可以建立下级组织、邀请负责人、发起行动。
join-next-leader = 活动结束后点“填报活动”，一问一答，选填的可以一起跳过。到期前我会提醒您。
join-next-volunteer = 服务队填报时写上您的名字，时数就会记在这里。您的姓名和时数只有本队负责人和上级组织能看到。
join-name-taken = { $place }里已经有一位“{ $name }”了，同名容易记混。请点“修改姓名”加几个字，比如“{ $name }（二组）”；不改也可以接着用。
join-name = 名单上您叫“{ $name }”，不对就点“修改姓名”。
account-link = 在另一个渠道把下面这串码发给我，就能关联到您（{ $minutes } 分钟内有效，只能用一次）：
account-link-telegram = Telegram：{ $link }
account-link-web = 您的网页链接（请勿转发，谁打开谁就是您）：{ $link }
account-link-renew = 让旧的网页链接作废
account-link-renewed = 旧链接已作废。新的网页链接：{ $link }
account-named = 好的，名单上您叫“{ $name }”。
ask-own-name = 您的真实姓名是？（用在名单和服务记录上）
    .label = 姓名
    .example = 李明
ask-organisation-name = 叫什么名字？
    .label = 名称
    .example = 端州区阳光义工队
run-resumed = 接着上次的填：
run-paused = 好的，已经存好，什么时候接着填都行。
run-continue = 接着填
run-cancelled = 已取消。要是点错了，可以恢复。
run-restore = 恢复这份填写
run-unheard = 您正在填写，刚才这句（“{ $words }”）没有记作回答。现在接着填：
run-gone = 这份填写不能继续了：您的身份有变，或者它已经过期。点“菜单”重新开始。
run-none = 现在没有正在填的内容。点“菜单”看看能做什么。
teams-heading = 共 { $count } 支服务队：
teams-committee = { $indent }■ { $name }（{ $who }）
teams-team = { $indent }· { $name }（{ $who }）
teams-nobody = 还没有负责人
teams-new-team = 新建服务队
teams-new-committee = 新建下级组织
teams-where = 建在哪个组织下面？
teams-not-below-team = 服务队下面不能再建组织，请选上一级组织。
teams-name-taken = 这里已经有一个“{ $name }”了，请换个名字。
teams-made-team = 已建立服务队“{ $name }”，隶属{ $parent }。接下来邀请它的负责人：
teams-made-committee = 已建立组织“{ $name }”，隶属{ $parent }。接下来邀请它的管理员：
teams-another-team = 再建一支服务队
teams-another-committee = 再建一个组织
teams-renamed = “{ $before }”已改名为“{ $name }”。
invite-whom = 邀请谁？
invite-where = 邀请到哪里？
invite-nowhere = 还没有可以邀请的地方，请先建立组织或服务队。
invite-organizer = 邀请组织管理员
invite-leader = 邀请服务队负责人
invite-volunteer = 邀请志愿者
invite-made = { $place }的{ $role }邀请链接（{ $days } 天内有效，可用 { $uses } 次）：
invite-pass-on = 把链接转发给对方，点开就能加入。
invite-list = 有效的邀请
invite-none = 现在没有有效的邀请。
invite-heading = 有效的邀请：
invite-line = { $place } · { $role }（还可用 { $uses } 次）
invite-revoke = 作废：{ $what }
invite-revoked = 这个邀请已经作废。
group-bound = 本群已绑定{ $place }，周报和未报名单会发到这里。
group-unbound = 本群已解除绑定，不再接收周报。
group-not-organizer = 只有组织管理员可以绑定群。
report-no-campaign = 您的服务队目前没有正在进行的行动，不用填报。
report-which = 填报哪一项？
report-offer-activity = { $title }{ $several ->
        [1] （{ $team }）
       *[other] { "" }
    }
report-offer-summary = { $title } · 总结{ $several ->
        [1] （{ $team }）
       *[other] { "" }
    }
report-drafts = 您有 { $count } 份没填完的：
report-draft = { $several ->
        [1] { $team }：
       *[other] { "" }
    }{ $title }（{ $begun }开始）
report-title-of-team = { $title }（{ $team }）
report-begun = 现在填报：{ $title }
report-untitled = 还没写名称
report-new = 新填一份
report-owed-filed = 这一期已经报过了，谢谢！
report-owed-zero = 这一期已经报了“本期无活动”。
report-owed-dropped = 这一期已经不用报了。
report-receipt = ✓ 已收到，回执号 { $number }（{ $title }）。
report-settled = { $late ->
        [1] 这一期已补报，记为迟报。
       *[other] 这一期的报送任务完成了。
    }
check-names-shared = 队里有不止一位“{ $name }”，时数记不到个人名下。请他们先点“修改姓名”，改成分得清的名字。
report-thanks = 辛苦了，谢谢您和队员们！
report-date-future = 活动日期{ $day }还没到，办完才能提交。请改日期，或者点“稍后再填”，已填的会留着。
report-date-future-plan = 活动日期{ $day }还没到，办完才能提交。请改日期，或者点“稍后再填”；要先登记，发送 /plan，到时会提醒您报送。
report-another = 再报一场活动
report-change = 修改这份填报
report-changed = ✓ { $number } 已更新，改动都有记录。
report-changed-meanwhile = 这份填报（{ $number }）在您修改期间又被别人改过。请点“取消”，再从“我的填报”里打开，重新修改。
report-summary-title = { $title } · 总结
report-withdraw = 撤回这份填报
report-withdrawn = { $number } 已撤回，不再计入统计。
report-withdraw-undo = 点错了，恢复
report-withdraw-undone-submitted = { $number } 已恢复，继续计入统计。
report-withdraw-undone-returned = { $number } 已恢复，仍要按审核意见修改后再提交。
report-not-withdrawn = { $number } 没有撤回，不用恢复。
report-withdrawn-owed = 这一期又变回未报：有别的活动请填报，没有就报“本期无活动”。
report-withdrawn-already = { $number } 已经撤回了。
report-accepted-already = { $number } 已审核通过，不能再改。需要更正请联系上级组织退回。
report-campaign-closed = 这个行动已经结束，不能再报了。您填的内容还在，请联系上级组织。
report-state-submitted = 待审核
report-state-accepted = 已通过
report-state-returned = 已退回
report-state-withdrawn = 已撤回
report-line = { $number } { $day } { $title }［{ $state }］
report-of-team = 服务队：{ $team }
report-answer = { $name }：{ $answer }
report-note = 审核意见：{ $note }
review-accept = 通过
review-return = 退回修改
owed-line = { $several ->
        [1] { $team }：
       *[other] { "" }
    }{ $what }，{ $due }{ $late ->
        [1] 已截止
       *[other] 前报送
    }｜{ $title }
owed-days = { $label }（{ $days }）
owed-activity = “{ $title }”（{ $days }）的{ $label }
zero-nothing-owed = 现在没有要报的，不用点“本期无活动”。
zero-which = 哪一期没有开展活动？
zero-done = 已记下：这一期没有开展活动——{ $what }。
zero-too-early = 这一期还没有开始，到时候再点“本期无活动”。
zero-held = 这段时间已经报过 { $count } 场活动，不能再报“本期无活动”。请点“填报活动”填这一项。
zero-returned = 这一期有一份被退回的填报（{ $number }，{ $title }），请先改好再提交；要是真的没有开展活动，先撤回它，再点“本期无活动”。
zero-undo = 点错了，撤销
zero-undone = 已撤销，这一期还需要填报。
zero-not-zero = 这一期没有报过“本期无活动”，不用撤销。
mine-owed = 待报送：
mine-line = · { $what }
mine-report = { $several ->
        [1] { $team }：{ $what }
       *[other] { $what }
    }
mine-drafts = 没填完的：{ $count } 份
mine-filed = 已报的（点开看详情）：
mine-none = 还没有报过活动。
hours-none = { $name }，您还没有服务记录。服务队填报活动时写上您的名字，这里就会有。
hours-unclaimed = 另有 { $count } 份填报写了“{ $name }”，没有记到您名下（{ $numbers }）：可能填报时您还没加入，或者队里有人同名。是您的话，请把回执号告诉服务队负责人，请他打开这份填报，重新写一遍名单再提交；已审核通过的，要先由上级组织退回。
hours-total = { $name }，已通过审核的服务时数：{ $hours }
hours-pending = 待审核：{ $hours }
hours-line = · { $day } { $title }（{ $team }）{ $hours }［{ $state }］
hours-wrong = 如有出入，请联系服务队负责人更正。
command-report = 填报活动
    .typed = 填报,填报活动,上报,报活动
command-zero = 本期无活动
    .typed = 零报告,无活动,本期无活动
command-mine = 我的填报
    .typed = 我的,我的填报
command-hours = 我的时数
    .typed = 时数,我的时数
command-teams = 组织和服务队
    .typed = 组织,服务队,组织和服务队
command-invite = 邀请成员
    .typed = 邀请,邀请成员
command-link = 关联其他渠道
    .typed = 关联,关联渠道
command-name = 修改姓名
    .typed = 姓名,改名,修改姓名
command-language = 语言 / Language
    .typed = 语言
command-help = 菜单
    .typed = 菜单,帮助,你好,您好
# 控制按钮的其他说法，用英文逗号隔开。
typed-skip = 跳过,没有,无,略过,没有照片,没照片,无照片
typed-rest = 其余跳过,其他跳过,剩下的跳过,后面都跳过,全部跳过,都跳过,其余都没有,后面都没有,都没有,去核对,直接核对
typed-back = 返回,上一步,退回
typed-pause = 稍后再填,稍后,等会,下次再填
typed-cancel = 取消,不填了,算了
typed-done = 完成,好了,发完了,没有了,没了,就这些
typed-submit = 提交,确认,确认提交
typed-keep = 不改,不变
typed-last = 同上次,一样,跟上次一样
typed-same = 全部相同,都一样
typed-change = 修改
typed-thanks = 好,好的,好滴,收到,谢谢,谢谢您,谢了,多谢,知道了,明白,明白了,嗯,嗯嗯,行,可以,辛苦了,知道
typed-add = 再加一项,继续加

# 报送之后还欠什么
report-settled-none = 这份会计入统计，但“{ $what }”还没有报。
report-changed-owed = 日期改了，“{ $what }”又变回未报：请补报，没有活动就报“本期无活动”。
report-owed-now = 填报：{ $what }

# 同名
account-name-taken = { $team }里已经有一位“{ $name }”了，同名时数会记不清。请加上能区分的字再发一次，比如“{ $name }（二组）”。

# 谁在组织里，结束身份、退出
command-people = 成员
    .typed = 成员,人员,成员名单
command-leave = 退出组织
    .typed = 退出组织
invite-line-by = { $what }，{ $name } 发出
people-where = 看哪个组织？
people-heading = { $place }：{ $count } 个身份。点开一个查看或结束：
people-line = { $name } · { $role }
people-page = 第 { $page }/{ $pages } 页
people-below = { $committees ->
        [0] 服务队 { $teams } 支
       *[other] 下级组织 { $committees } 个{ $teams ->
            [0] { "" }
           *[other] 、服务队 { $teams } 支
        }
    }
people-member = { $name }：{ $place }的{ $role }，{ $since }起。
people-unreachable = 现在联系不上（没有用过义动，或者拉黑了机器人）。
people-end = 结束这个身份
people-end-ask = 要结束 { $name } 在{ $place }的{ $role }身份吗？以前的填报和时数都保留，会通知本人。
people-end-yes = 确认结束
people-ended = 已结束 { $name } 在{ $place }的{ $role }身份。{ $void ->
        [0] { "" }
       *[other] 这个人发出的 { $void } 个邀请一并作废。
    }别的邀请链接如果在其手里，请到“有效的邀请”里作废。
people-ended-already = 这个身份已经结束了。
people-not-ended = 没有可以撤销的：这个身份不是您结束的，或者已经恢复。需要的话请重新邀请。
people-restored = 已撤销，{ $name } 仍是{ $place }的{ $role }。
people-last-organizer = { $place }只剩这一位组织管理员了，不能结束。请先邀请另一位。
people-last-leader-below = 注意：{ $place }只有这一位负责人，走了就没人填报，也没人收提醒。最好先有人接手。
people-last-organizer-below = 注意：{ $place }只有这一位组织管理员，走了就没人审核，也没人收周报和未报名单。最好先有人接手。
people-notice-ended = { $by } 结束了您在{ $place }的{ $role }身份（{ $name }）。以前的填报和时数都保留；如有疑问请联系组织。
people-notice-restored = { $name }，您仍是{ $place }的{ $role }，刚才的结束是误操作。
people-leave-which = 退出哪一个身份？
people-held = { $place } · { $role }
people-leave-ask = { $name }，要退出{ $place }的{ $role }身份吗？以前的填报和时数都保留；以后要回来，需要新的邀请。
people-leave-yes = 确认退出
people-left = { $name }，您已不再是{ $place }的{ $role }。谢谢您的付出！
people-none-own = 您现在没有加入任何组织，不用退出。
people-void = 手机丢了：让旧的网页链接作废
people-void-ask = 要让 { $name } 以前的网页链接全部作废吗？作废后谁也不能再用旧链接进入；不能撤销。
people-void-yes = 确认作废
people-voided = { $name } 的旧网页链接已作废。{ $elsewhere ->
        [1] 本人可以在 Telegram 里发送 /link 取得新链接。
       *[other] 请把下面的链接转给本人，用本人的手机打开就能回来（{ $days } 天内有效，只能用一次）：
    }
people-notice-void = { $place }的 { $by } 让您旧的网页链接作废了。需要新链接请点“关联其他渠道”。

# 到点由系统发出的话：提醒、未报名单、周报，以及演示页上的说明。
demo-reminder = 提醒{ $who }
demo-missing = 未报名单发给{ $who }
demo-digest = 周报发给{ $who }
demo-notice = 通知{ $who }
demo-who = { $more ->
        [0] { $names }
       *[other] { $names }等 { $count } 人
    }
demo-offer = 代{ $name }填报“{ $title }”
demo-hint-leader = 【演示】李明的手机。点页面上方的红色按钮，时钟走到 9:00，提醒就发到这里。可以自己填报，也可以点“代李明填报”看一遍。
demo-hint-organizer = 【演示】周敏的手机。上周的周报在上面。李明填报以后，点“审核填报”；未报名单和下一份周报到时间会自己发到这里。
demo-hint-volunteer = 【演示】王芳的手机。点“我的时数”，看看上周记下的服务时数；李明再报一场、周敏审核通过，这里就会增加。
remind-hello = { $name }，您好！
remind-line = { $title }{ $several ->
        [1] （{ $team }）
       *[other] { "" }
    }：{ $what }，请在{ $due }前报送{ $days ->
        [0] （今天截止）
       *[other] （还有 { $days } 天）
    }。
remind-overdue = { $title }{ $several ->
        [1] （{ $team }）
       *[other] { "" }
    }：{ $what }，{ $due }已截止，还没收到您的填报。
remind-next = 选填的可以一起跳过，很快就好；没有开展活动，也请点一下告诉我们。
remind-overdue-next = 现在补报还来得及计入统计；没有开展活动，也请点一下。
remind-which = （{ $ends }止）
remind-which-team = （{ $team }，{ $ends }止）
remind-which-one = （{ $several ->
        [1] { $team }：
       *[other] { "" }
    }{ $what }）
remind-report = 现在填报{ $which }
remind-zero = 本期无活动{ $which }
remind-unheld = 这场没有开展{ $which }
missing-heading = 《{ $title }》{ $what }，{ $due }已截止，还有 { $count } 支服务队未报：
missing-team = · { $team }{ $reach ->
        [none] （还没有负责人）
        [silent] （负责人联系不上）
       *[told] { "" }
    }
summary-this = 看本周
summary-last = 看上周
summary-closed = 《{ $title }》已经结束，下面是最后一周和累计的数字。
command-summary = 周报
    .typed = 周报,汇总
command-due = 谁还没报
    .typed = 谁还没报,未报
command-remind = 提醒未报的
    .typed = 提醒,催报

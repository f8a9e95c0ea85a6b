# 到点由系统发出的话：提醒、未报名单、周报，以及演示页上的说明。
demo-reminder = 提醒
demo-digest = 周报
remind-hello = { $name }，您好！
remind-line = { $title }{ $several ->
        [1] （{ $team }）
       *[other] { "" }
    }：{ $starts }至{ $ends }的活动，请在{ $due }前报送{ $days ->
        [0] （今天截止）
       *[other] （还有 { $days } 天）
    }。
remind-overdue = { $title }{ $several ->
        [1] （{ $team }）
       *[other] { "" }
    }：{ $starts }至{ $ends }的活动已过截止时间（{ $due }），还没收到您的填报。
remind-next = 一分钟就能报好；这一期没有活动，也请点一下告诉我们。
remind-overdue-next = 现在补报还来得及计入统计；没有开展活动，也请点一下。
remind-which = （{ $ends }止）
remind-report = 现在填报{ $which }
remind-zero = 本期无活动{ $which }
missing-heading = 《{ $title }》{ $due }截止，还有 { $count } 支服务队未报：
missing-team = · { $team }
summary-which = 看哪一份周报？
summary-offer = { $title }（{ $place }）
summary-nothing = 现在没有正在进行的行动，没有可看的周报。
summary-again = 周报刚刚发过，请看上面。
summary-this = 看本周
summary-last = 看上周
command-summary = 周报
    .typed = 周报,汇总
command-due = 谁还没报
    .typed = 谁还没报,未报
command-remind = 提醒未报的
    .typed = 提醒,催报

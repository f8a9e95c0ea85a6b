# What the clock sends: reminders, missing lists, summaries; and the words on the demo's page.
demo-reminder = a reminder
demo-digest = the weekly summary
remind-hello = Hello { $name },
remind-line = { $title }{ $several ->
        [1] { " " }({ $team })
       *[other] { "" }
    }: activities of { $starts } to { $ends } are due by { $due }{ $days ->
        [0] { " " }(today)
        [one] { " " }(one day left)
       *[other] { " " }({ $days } days left)
    }.
remind-overdue = { $title }{ $several ->
        [1] { " " }({ $team })
       *[other] { "" }
    }: the deadline for { $starts } to { $ends } has passed ({ $due }), and nothing has come from you yet.
remind-next = It takes a minute. If nothing was held, one tap tells us so.
remind-overdue-next = A late report still counts. If nothing was held, one tap tells us so.
remind-which = { " " }(to { $ends })
remind-report = Report now{ $which }
remind-zero = Nothing held{ $which }
missing-heading = “{ $title }”, due { $due }: { $count ->
        [one] one team hasn't reported:
       *[other] { $count } teams haven't reported:
    }
missing-team = · { $team }
summary-which = Which summary?
summary-offer = { $title } ({ $place })
summary-nothing = No campaign is running, so there is no summary.
summary-again = That summary was sent just now; see above.
summary-this = This week
summary-last = Last week
command-summary = Weekly summary
    .typed = summary,weekly
command-due = Who hasn't reported
    .typed = due,who hasn't reported
command-remind = Remind those who owe
    .typed = remind

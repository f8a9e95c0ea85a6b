# What the clock sends: reminders, missing lists, summaries; and the words on the demo's page.
demo-reminder = Reminder to { $who }
demo-missing = List of the missing to { $who }
demo-digest = Weekly summary to { $who }
demo-notice = Notice to { $who }
demo-who = { $more ->
        [0] { $names }
       *[other] { $names } ({ $count } people)
    }
demo-offer = File “{ $title }” for { $name }
demo-hint-leader = [Demo] 李明's phone. Press the red button at the top: the clock goes on to 9:00, and a reminder arrives here. Report by yourself, or let the page file one for you to watch.
demo-hint-organizer = [Demo] 周敏's phone. Last week's summary is above. When 李明 has reported, review it; the list of the missing and the next summary come here by themselves.
demo-hint-volunteer = [Demo] 王芳's phone. Look at last week's service hours; when 李明 reports again and 周敏 accepts it, they grow.
remind-hello = Hello { $name },
remind-line = { $title }{ $several ->
        [1] { " " }({ $team })
       *[other] { "" }
    }: { $what }, due by { $due }{ $days ->
        [0] { " " }(today)
        [one] { " " }(one day left)
       *[other] { " " }({ $days } days left)
    }.
remind-overdue = { $title }{ $several ->
        [1] { " " }({ $team })
       *[other] { "" }
    }: { $what } was due by { $due }, and nothing has come from you yet.
remind-next = What is optional can be skipped at once. If nothing was held, one tap tells us so.
remind-overdue-next = A late report still counts. If nothing was held, one tap tells us so.
remind-which = { " " }(to { $ends })
remind-which-team = { " " }({ $team }, to { $ends })
remind-which-one = { " " }({ $several ->
        [1] { $team }:{ " " }
       *[other] { "" }
    }{ $what })
remind-report = Report now{ $which }
remind-zero = Nothing held{ $which }
remind-unheld = It was not held{ $which }
missing-heading = “{ $title }”: { $what } was due by { $due }; { $count ->
        [one] one team hasn't reported:
       *[other] { $count } teams haven't reported:
    }
missing-team = · { $team }{ $reach ->
        [none] { " " }(no leader yet)
        [silent] { " " }(leader can't be reached)
       *[told] { "" }
    }
summary-this = This week
summary-last = Last week
summary-closed = “{ $title }” has ended. Here are the figures of its last week and in all.
command-summary = Weekly summary
    .typed = summary,weekly
command-due = Who hasn't reported
    .typed = due,who hasn't reported
command-remind = Remind teams still to report
    .typed = remind

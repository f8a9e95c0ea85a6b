# An organizer's day: who owes, reminding, reviewing, exporting, when the summary comes.
command-campaigns = Campaigns
    .typed = campaigns
command-reports = Review reports
    .typed = reports,review
command-export = Export tables
    .typed = export,tables

# Which campaign
offer-none = No campaign is running now. Press “Campaigns” to open one.
offer-which = Which campaign?
offer-line = { $title } ({ $place })
offer-another = Another campaign

# Who still owes
due-heading = “{ $title }”, { $place }
due-period = { $label } ({ $days }), due by { $due }
due-after-activities = { $label }: within { $days } days after each activity
due-label = Report
due-counts =
    { $teams ->
        [one] One team
       *[other] { $teams } teams
    }: { $filed } reported{ $late ->
        [0] { "" }
       *[other] { " " }({ $late } late)
    }{ $zero ->
        [0] { "" }
        [one] , one zero return
       *[other] , { $zero } zero returns
    }{ $open ->
        [0] { "" }
       *[other] , { $open } still to report
    }{ $missing ->
        [0] { "" }
       *[other] , { $missing } overdue
    }
due-all-filed = Everybody has reported.
due-team = { $place }. { $team }{ $has ->
        [1] { " " }({ $above })
       *[other] { "" }
    }
due-look-team = Reply with a number to see that team and whom to ask.
due-committee = { $place }. { $name }: { $owing } of { $teams } haven't reported
due-direct = Directly below, { $count }: { $names }{ $more ->
        [0] { "" }
       *[other] { " " }and more
    }
due-look-committee = Reply with a number to see which teams.
due-remind =
    { $count ->
        [one] Remind this team
       *[other] Remind these { $count }
    }
due-before = Before: { $days }{ $open ->
        [0] { "" }
       *[other] { " " }({ $open } missing)
    }
due-after = After: { $days }
due-up = Back to { $place }
due-nothing-asked = “{ $title }” has no deadlines, or nobody takes part yet.
due-nothing-asked-here = Nothing is due from this branch for that period.
team-heading = { $team } ({ $above })
team-leaders = Leaders: { $names }
team-no-leader = It has no leader yet, so nobody gets the reminders.
team-unreachable = Can't be reached: { $names } (never used Yidong, or blocked the bot)
team-owes = { $count ->
        [0] Nothing is due now.
       *[other] To be reported:
    }
team-filed = { $count ->
        [0] Nothing reported yet.
       *[other] Latest reports (open one for details):
    }

# Reminding
ask-remind-word = Would you like to add a word? (up to 200 characters, or skip)
    .label = Your word
    .example = We add the figures up tomorrow morning, please report soon. Thank you!
asked-nobody-owes = Everybody has reported for this period; there is nobody to remind.
asked-about = The leaders of { $count ->
        [one] one team
       *[other] { $count } teams
    } will be reminded: “{ $title }”, { $what }.
asked-lately = A reminder for this period went out { $minutes ->
        [0] just now
        [one] a minute ago
       *[other] { $minutes } minutes ago
    }. If you send another, leaders get it twice.
asked-again = Send anyway
asked-by = { $place } ({ $name }) reminds you:
asked-by-word = { $place } ({ $name }) reminds you: “{ $word }”
asked-told = { $quiet ->
        [1] Leaders to be reminded: { $people } (teams: { $teams }). These are the quiet hours; it goes out at { $time }.
       *[other] Leaders reminded: { $people } (teams: { $teams }).
    }
asked-missed = { $count ->
        [one] One team
       *[other] { $count } teams
    } can't be reached (no leader, or the bot is blocked): { $names }{ $more ->
        [0] { "" }
       *[other] { " " }and more
    }. Please tell them another way.

# One report
view-sent = Sent by { $name }, { $moment }
view-moment = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[other] December
    } { $time }
view-trail = What happened:
view-act = · { $moment } { $name } { $act }{ $what }
view-act-submit = sent it
view-act-change = changed it
view-act-accept = accepted it
view-act-unaccept = undid the acceptance
view-act-return = returned it
view-act-withdraw = withdrew it
view-act-unwithdraw = brought it back
view-detail = : { $note }
view-change = { $name } { $was } → { $now }
view-between = ,{ " " }

# Reviewing
review-unaccept = Undo acceptance
review-accepted = ✓ { $number } { $title } is accepted.
review-accepted-already = { $number } is already accepted.
review-returned-already = { $number } is already returned; the team has to change it.
review-changed = { $number } has just been changed, please look again:
review-undo = Undo
review-not-accepted = { $number } is not accepted now.
review-unaccepted = Undone; { $number } is to be reviewed again.
review-unaccepted-returned = Undone; { $number } is returned again, for the team to change.
review-accepted-all = ✓ Accepted: { $count }.
review-left-out = Left as they are, because they were changed or reviewed meanwhile: { $count }.
review-unaccepted-all = Undone; to be reviewed again: { $count }.
review-next = Next: { $what } ({ $team })
review-waiting = { $count ->
        [0] Nothing more to review.
       *[other] To be reviewed: { $count }.
    }
review-campaign-closed = This campaign is closed, so the team couldn't change the report. To have it corrected, reopen the campaign first.
review-returned = { $number } is returned; { $people ->
        [0] but the team's leaders can't be reached, please tell them another way.
        [one] its leader is told.
       *[other] its { $people } leaders are told.
    }{ $owed ->
        [1] { " " }The period counts as not reported until it is sent again.
       *[other] { "" }
    }
review-notice = { $place } ({ $by }) asks you to change { $number } “{ $title }”:
review-notice-owed = { $over ->
        [1] The period is complete only when it is sent again (its deadline has passed).
       *[other] The period is complete only when it is sent again, by { $due }.
    }
review-change-now = Change it now
review-look = Look at the report
ask-return-reason = Why is it returned? Choose, or write what is to be changed.
    .label = Reason
choice-return-photos = Please add photos of the activity
choice-return-figures = Person-times and hours don't agree, please check
choice-return-twice = The same as another report, please check and withdraw one
choice-return-details = Too short, please say more

# The list of reports
reports-new = { $count ->
        [0] Nothing to review.
       *[other] To be reviewed, { $count }:
    }
reports-returned = { $count ->
        [0] Nothing is returned.
       *[other] Returned, { $count }:
    }
reports-accepted = { $count ->
        [0] Nothing is accepted yet.
       *[other] Accepted, { $count }:
    }
reports-all = { $count ->
        [0] There are no reports yet.
       *[other] All reports, { $count }:
    }
reports-page = Page { $page } of { $pages }, newest first
reports-of-place = Unit: { $place }
reports-of-campaign = Campaign: { $title }
reports-of-week = Sent this week
reports-line = { $doubts ->
        [1] ⚠{ " " }
       *[other] { "" }
    }{ $number } { $day } { $title } ({ $team }){ $state ->
        [submitted] { "" }
        [returned] { " " }[returned]
       *[accepted] { " " }[accepted]
    }
reports-accept-all = Accept these { $count }
reports-newer = Previous page
reports-older = Next page
reports-filter-new = To review { $count }
reports-filter-returned = Returned { $count }
reports-filter-accepted = Accepted { $count }
reports-filter-all = All { $count }
reports-this-week = This week
reports-any-time = Any time
reports-choose-campaign = By campaign
reports-choose-place = By unit
reports-every-campaign = All campaigns
reports-every-place = All units
reports-which-campaign = Of which campaign?
reports-which-place = Of which unit?

# Exports
export-which-table = “{ $title }”, { $place }: which table?
export-table-a = Statistics table, all activities in one
export-table-u = Statistics tables, one per unit
export-table-b = Activity tables, one per activity
export-table-w = Workbook with all figures and lists
export-other-place = Only one unit below
export-which-place = Of which unit?
export-which-days = { $table }: for which days?
export-other-table = Another table
export-other-days = Other days
export-days-period = Reporting period { $days }
export-days-w0 = This week { $days }
export-days-w1 = Last week { $days }
export-days-month = { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[other] December
    } { $year }
export-days-all = The whole campaign { $days }
export-too-many = These days have { $count } sheets, and one file takes { $most } at most. Please choose fewer days, or one unit below.
export-heading = { $table }: { $place }, { $days }, “{ $title }”
export-empty = No activity is recorded for these days, so the table is empty.
export-sums = { $figures }.{ $joint ->
        [0] { "" }
       *[other] { " " }Joint activities, counted once: { $joint }.
    }
export-units = Units with activities, one sheet each: { $count }. Each counts its own joint activities, so together they may come to more than the whole.
export-file-a = statistics
export-file-u = statistics-by-unit
export-file-b = activities
export-file-w = workbook

# When the summary comes
digest-time = Summary time
digest-time-whose = Whose summary?
digest-time-now = The summary of { $place } now comes on { $weekday } at { $time }.
digest-time-off = { $place } gets no weekly summary now; “Weekly summary” shows it whenever you like.
digest-time-again = Turn it back on
digest-time-none = No weekly summary
digest-time-set = The summary of { $place } will come on { $weekday } at { $time }, next on { $next }.
ask-digest-weekday = On which day should it come?
    .label = Day
ask-digest-minute = At what time? If none fits, write one.
    .label = Time
choice-weekday-0 = Monday
choice-weekday-1 = Tuesday
choice-weekday-2 = Wednesday
choice-weekday-3 = Thursday
choice-weekday-4 = Friday
choice-weekday-5 = Saturday
choice-weekday-6 = Sunday

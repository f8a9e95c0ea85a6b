# Campaigns: seen, opened, changed, assigned, closed; and the plan of activities.
campaign-comma = ,{ " " }
campaign-semicolon = ;{ " " }
campaigns-heading = { $running ->
        [one] One campaign is running
       *[other] { $running } campaigns are running
    }, { $closed } closed:
campaigns-none = There is no campaign yet.
campaigns-offer = { $title } ({ $place }){ $state ->
        [closed] { " " }[closed]
       *[other] { "" }
    }
campaigns-new = Open a campaign

campaign-title = “{ $title }”
campaign-theme = Theme: { $theme }
campaign-period = Period: { $period }
campaign-days = { $starts } to { $ends }
campaign-categories = Categories ({ $count }): { $names }
campaign-category-group = { $group } – { $names }
campaign-form-activity = For each activity, { $count } questions: { $names }
campaign-form-summary = For the summary, { $count } questions: { $names }
campaign-deadline = Due · { $label }: { $when }
campaign-due-activity = Activity reports
campaign-due-summary = Summary
campaign-when-fixed = by { $moment }
campaign-when-weekly = every { $weekday }, before { $time }
campaign-when-weekly-before = before every { $weekday } (that day is too late; closes { $eve } 24:00)
campaign-when-from = { $when }, from { $first } on
campaign-when-monthly = day { $day } of { $following ->
        [1] the following month
       *[other] each month
    }, before { $time }
campaign-when-monthly-before = before day { $day } of { $following ->
        [1] the following month
       *[other] each month
    } (that day is too late)
campaign-when-after = { $days ->
        [one] within one day
       *[other] within { $days } days
    } after each activity
campaign-when-rolling = at any time, no reminders
campaign-reminders = Reminders: { $days }; quiet hours: { $quiet }
campaign-remind = { $days }, at { $time }
campaign-remind-day = { $days ->
        [0] on the day
        [one] one day before
       *[other] { $days } days before
    }
campaign-remind-none = none
campaign-quiet-none = none
campaign-table-a = Roll-up: statistics table (all activities with totals, added up from level to level)
campaign-table-b = Roll-up: activity table (one per activity)
campaign-note = Please note: { $note }
campaign-contact = Contact: { $contact }
campaign-contact-none = not given yet
campaign-state = { $state ->
        [closed] Closed.
       *[other] Running.
    } Opened by { $place }; { $teams ->
        [one] one team takes part
       *[other] { $teams } teams take part
    }; receipts begin with { $code }.
campaign-owed = Due from { $team }:
campaign-owed-line = · { $label } ({ $days }), due by { $due }{ $late ->
        [1] { " " }(overdue)
       *[other] { "" }
    }
campaign-owed-none = Nothing is due from { $team } now; activities can be reported at any time.
campaign-assign = Who takes part
campaign-change = Change
campaign-close = Close the campaign
campaign-reopen = Open it again
campaign-about = See the campaign
campaign-part-period = Period
campaign-part-reminders = Reminders
campaign-part-quiet = Quiet hours
campaign-part-contact = Contact

open-where = On behalf of which committee?
open-which = Which campaign? Choose one, and read it before you decide.
open-own = A campaign file of my own
open-yes = Open this one
open-dates = Open it with other dates
open-another = Another one
open-over = Its dates are past. Give it new dates and it can be used again.
open-first-due = Opened now, the first deadline is { $due }; those that are past are not asked for.
open-dates-before = { $days ->
        [one] So far it is one day long.
       *[other] So far it is { $days } days long.
    } Its deadlines move along, and so does the year in the title.
open-dates-past = Those days are past. Please write the last day with its year, such as 31 March 2027.
open-already = “{ $title }” is already open ({ $code }).
open-again = Open another one
open-done = “{ $title }” is open; receipts begin with { $code }. Nobody takes part yet. Who should?
open-assign-all = All teams of { $place }
open-assign-some = Choose teams
open-contact = Add a contact
ask-campaign-starts = On which day does it begin?
    .label = First day
    .example = 1 March 2027
ask-campaign-ends = Which is its last day? (It counts.)
    .label = Last day
    .example = 31 March 2027
ask-campaign-file = Please paste the whole text of the campaign file. If it is too long for one message, go on in the next.
    .label = Campaign file
    .example = slug: spring-2027 (and so on)
paste-sample = Show a sample
paste-problems = { $count ->
        [one] This file can't be used yet. One thing is wrong:
       *[other] This file can't be used yet. { $count } things are wrong:
    }
paste-problem = · Line { $line }, { $field }: { $why }
paste-problem-line = · Line { $line }: { $why }
paste-next = Once it is put right, please send the whole text again. If there is more to come, just send the next part.
paste-long = At most { $most } characters in all; please leave out some comments.

assign-heading = “{ $title }”: { $teams ->
        [one] one team takes part.
       *[other] { $teams } teams take part.
    }
assign-branch = · { $place } ({ $teams ->
        [one] its one team
       *[other] all { $teams } teams
    })
assign-team = · { $place }
assign-choose = In { $place }: tap to add, tap again to remove.
assign-all = { $state ->
        [in] ✓
       *[other] ＋
    } All of { $place } ({ $teams ->
        [one] one team
       *[other] { $teams } teams
    })
assign-one = { $state ->
        [in] ✓
        [some] ◐
       *[other] ＋
    } { $place }{ $branch ->
        [1] { " " }({ $teams })
       *[other] { "" }
    }
assign-into = ▸ Choose inside { $place }
assign-more = More
assign-up = One level up
assign-done = Done{ $teams ->
        [0] { "" }
        [one] , tell the leaders of one team
       *[other] , tell the leaders of { $teams } teams
    }
assign-in = Added: { $place } ({ $teams ->
        [one] one more team
       *[other] { $teams } more teams
    }).
assign-out = Removed: { $place } ({ $teams ->
        [one] one team
       *[other] { $teams } teams
    }). What they still owed is no longer asked for; what was filed stays.
assign-told = { $people ->
        [0] No leader had to be told.
        [one] One leader is told.
       *[other] { $people } leaders are told.
    }
campaign-new = Hello { $name }, a new campaign: “{ $title }”. { $teams } takes part.
campaign-moved = Hello { $name }, a reporting time of “{ $title }” has changed. It is now:
campaign-moved-next = { $teams }: please report by { $due } next.
campaign-new-due = First due: { $due }.
campaign-new-anytime = Activities can be reported at any time.

change-heading = “{ $title }” as it is now. What should change?
change-line = · { $name }: { $value }
change-title = { $title } · { $part }
change-shown = { $name }: { $before } → { $after }
change-dues = Next deadlines: { $dues }
change-dues-none = Note: after this change nothing is due any more.
change-follows = What { $teams ->
        [one] one team still owes
       *[other] { $teams } teams still owe
    } follows; what was filed stays.
change-yes = Change it like this
change-again = Change it again
change-leave = Leave it as it is
change-same = { $name }: nothing has changed.
change-done = Changed (version { $version }).{ $people ->
        [0] { "" }
        [one] { " " }One leader will be told.
       *[other] { " " }{ $people } leaders will be told.
    }
change-applied-already = That change has already been made.
change-meanwhile = Someone has just changed this campaign. Please look again:
campaign-change-wrong = These don't fit together: { $why }
change-days-unclear = Please say how many days before, such as 7, 3, 1, 0 (0 is the day itself): at most six, at most 60 days.
change-mailbox-unclear = “{ $mailbox }” doesn't look like an email address; please check it.
change-own-time = Another time
change-own-days = Other days
due-day-counts = The day itself counts
due-day-before = The day is too late; it closes the day before, at 24:00
due-month-same = The same month
due-month-next = The following month
ask-due-on = Due on which day?
    .label = Due on
    .example = 3 April 2027
ask-due-weekday = Due on which weekday?
    .label = Weekday
    .example = Fri
ask-due-month = Due in the same month, or in the following one?
    .label = Month
    .example = The following month
ask-due-day = Due on which day of the month? (The last day where a month is shorter.)
    .label = Day of the month
    .example = 5
ask-due-counts = Does the day itself count?
    .label = The day itself
    .example = The day is too late
ask-due-time = Before what time on that day?
    .label = Time
    .example = 18:00
ask-due-time-own = Please type the time.
    .label = That time
    .example = 18:30
ask-due-days = Within how many days after an activity?
    .label = Days
    .example = 7
ask-remind-days = How many days before?
    .label = Days before
    .example = 3, 1, 0
ask-remind-at = At what time?
    .label = Time
    .example = 09:00
ask-remind-days-own = Please type how many days before; 0 is the day itself.
    .label = Those days
    .example = 5, 2, 0
ask-remind-at-own = Please type the time.
    .label = That time
    .example = 08:30
ask-quiet-hours = From when to when should nothing be sent? Skip if never.
    .label = Quiet hours
    .example = 22:00-7:30
ask-contact-name = Who is the contact?
    .label = Contact
    .example = Zhou Min
ask-contact-phone = What is the contact's phone number?
    .label = Phone
    .example = 0758-1234567
ask-contact-mailbox = Which email address should papers go to?
    .label = Mailbox
    .example = reports@example.org

campaign-closed = “{ $title }” is closed: no more reminders, no more reports.{ $people ->
        [0] { "" }
        [one] { " " }The leader who still owes something will be told in a few minutes.
       *[other] { " " }The { $people } leaders who still owe something will be told in a few minutes.
    }
campaign-now-closed = Hello { $name }, “{ $title }” is closed: what { $teams } still owed need not be reported any more. With questions, please ask your committee.
campaign-now-open = Hello { $name }, “{ $title }” is open again, and { $teams } still owe something. Please report in time.
campaign-closed-already = This campaign is already closed.
campaign-close-ask = Close “{ $title }”? { $owed ->
        [0] Nothing is open.
        [one] One return is still open.
       *[other] { $owed } returns are still open.
    } There will be no more reminders and no more reports; you can open it again later.
campaign-close-unreviewed = Reports not yet reviewed: { $new }; returned and not sent again: { $returned }. Teams can't change them afterwards; you can still accept them, and a returned one counts only then.
campaign-close-yes = Yes, close it
campaign-close-no = Not yet
campaign-reopened = “{ $title }” is open again.{ $people ->
        [0] { "" }
        [one] { " " }The leader who still owes something will be told in a few minutes.
       *[other] { " " }The { $people } leaders who still owe something will be told in a few minutes.
    }
campaign-open-already = This campaign is already running.

command-plan = Planned activities
    .typed = plan,planned activities
plan-nowhere = No campaign asks for activities to be announced. Just report them when they are over.
plan-heading = { $count ->
        [0] No activity is announced. Announce one and I'll remind you to report it; you can also just report it afterwards.
        [one] One activity is announced and not reported yet:
       *[other] { $count } activities are announced and not reported yet:
    }
plan-line = · { $day } { $title }{ $several ->
        [1] { " " }({ $team })
       *[other] { "" }
    }
plan-new = Announce an activity
plan-where = Announce it where?
plan-offer = { $title } ({ $team })
plan-report = Report: { $title }
plan-cancel = Cancel: { $title }
ask-planned-on = On which day will it be held?
    .label = Day
    .example = 16 March
plan-past = { $day } is past. For an activity still to come, send its month and day. If it has been held, press “Cancel” and report it.
plan-outside = That is outside the campaign ({ $period }); please check the day.
plan-made = Announced: “{ $title }” on { $day }.
plan-due = Its report is due { $due }; I will remind you.
plan-cancelled = “{ $title }” is cancelled; nothing is due for it.
plan-restore = My mistake, restore it
plan-filed = “{ $title }” is already reported and can't be cancelled.

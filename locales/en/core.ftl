# Coming in, who one is, menus, and everyday talk.
turn-slow = That is very fast. Please wait a minute; everything received so far is kept.
turn-long = That is too long (at most { $most } characters). Please send it in parts.
turn-unclear = I didn't understand that. Press “Menu” to see what you can do.
turn-empty = I can take text and pictures only. Please send it in one of these ways.
turn-edited = You changed a message that was sent already; the change was not taken. To change an answer, press “Back” while filling in, or “Change this report” afterwards.
turn-photos-unasked = The photos arrived, but nothing is being filled in. Press “Report an activity” first, then send them.
turn-button-gone = That button has expired. Press “Menu” to start again.
turn-command-unknown = There is no such command, or it isn't yours to use. Press “Menu” to see what you can do.
turn-fault = Sorry, something went wrong and this message wasn't taken; what you filled in before is kept. Please send it again, and tell the administrator if it fails again.
turn-help = Menu
access-refused = It wasn't found, or it isn't yours to use.
list-more = … and { $count } more
start-stranger = Hello, this is Yidong, which records volunteer activities. Please open the invitation link from your organisation, or send me the code.
start-hello = Hello { $name }!
help-intro = Yidong keeps your activities and gets reports in on time.
help-role = You are { $role } of { $place } ({ $name }).
help-no-role = { $name }, you haven't joined any organisation yet. Please ask yours for an invitation link.
help-choose = You can:
role-organizer = organizer
role-leader = team leader
role-volunteer = volunteer
language-choose = Please choose a language:
language-changed = From now on in English.
language-zh-cn = 中文
language-en = English
join-code-bad = This code can't be used: it may be mistyped, expired, or used up. Please ask for a new one.
join-link-other = This account is { $name }'s already and can't be linked to someone else.
join-linked = Linked. { $name }, you can go on here as well; it is the same conversation.
join-already = You are { $role } of { $place } already.
join-welcome = Welcome, { $name }! You are now { $role } of { $place }.
join-next-organizer = Next: make committees and teams, invite their leaders, open a campaign.
join-next-leader = After an activity press “Report an activity”; it takes a minute. I'll remind you before it is due.
join-next-volunteer = When your team names you in a report, your hours are counted here. Only your team's leaders and the committees above see your name and hours.
join-name = On lists you are “{ $name }”. If that is wrong, press “Change my name”.
account-link = Send me this code on the other channel to link it to you (good for { $minutes } minutes, once):
account-link-telegram = Telegram: { $link }
account-link-web = Your web link (keep it to yourself; whoever opens it is you): { $link }
account-link-renew = Make old web links invalid
account-link-renewed = The old links are invalid. Your new web link: { $link }
account-named = On lists you are “{ $name }” now.
ask-own-name = What is your real name? (It stands on lists and service records.)
    .label = Name
    .example = Li Ming
ask-organisation-name = What is its name?
    .label = Name
    .example = Sunshine Volunteers of Duanzhou
run-resumed = Going on from where you stopped:
run-paused = It is kept. Go on whenever you like.
run-continue = Go on
run-cancelled = Cancelled. If that was a slip, you can bring it back.
run-restore = Bring it back
run-unheard = You are in the middle of a form, and this (“{ $words }”) was not taken as an answer. Going on with it:
run-gone = This can’t be gone on with: you no longer have the role for it, or it is out of date.
run-none = Nothing is being filled in.
teams-heading =
    { $count ->
        [one] One team:
       *[other] { $count } teams:
    }
teams-committee = { $indent }■ { $name } ({ $who })
teams-team = { $indent }· { $name } ({ $who })
teams-nobody = nobody yet
teams-new-team = New team
teams-new-committee = New committee
teams-where = Below which committee?
teams-not-below-team = Nothing can stand below a team.
teams-name-taken = There is a “{ $name }” here already. Please choose another name.
teams-made-team = The team “{ $name }” now stands below { $parent }. Next, invite its leader:
teams-made-committee = The committee “{ $name }” now stands below { $parent }. Next, invite its organizer:
teams-another-team = Another team
teams-another-committee = Another committee
teams-renamed = “{ $before }” is now “{ $name }”.
invite-whom = Whom do you invite?
invite-where = To which organisation?
invite-nowhere = There is nowhere to invite to yet. Make a committee or a team first.
invite-organizer = Invite an organizer
invite-leader = Invite a team leader
invite-volunteer = Invite volunteers
invite-made = Invitation as { $role } of { $place } (good for { $days } days, { $uses ->
        [one] once
       *[other] { $uses } times
    }):
invite-pass-on = Pass the link on; opening it is enough to join.
invite-list = My invitations
invite-none = No invitation of yours is good any more.
invite-heading = Invitations that are still good:
invite-line = { $place } · { $role } ({ $uses } left)
invite-revoke = Revoke: { $what }
invite-revoked = That invitation is good no more.
group-bound = This group now belongs to { $place }: weekly summaries and missing lists come here.
group-unbound = This group no longer receives summaries.
group-not-organizer = Only an organizer can bind a group.
report-no-campaign = Your team has no campaign running, so there is nothing to report.
report-which = What do you report?
report-offer-activity = { $title }{ $several ->
        [1] { " " }({ $team })
       *[other] { "" }
    }
report-offer-summary = { $title } · summary{ $several ->
        [1] { " " }({ $team })
       *[other] { "" }
    }
report-drafts =
    { $count ->
        [one] You have one that isn't finished:
       *[other] You have { $count } that aren't finished:
    }
report-draft = { $title } (begun { $begun })
report-untitled = no title yet
report-new = A new one
report-owed-filed = This period is reported already, thank you!
report-owed-zero = For this period “nothing held” is recorded already.
report-owed-dropped = This period needn't be reported any more.
report-receipt = ✅ Received: { $number } ({ $title }).
report-settled = { $late ->
        [1] This period is now reported, after its deadline.
       *[other] That is all that is due for this period.
    }
check-names-shared = More than one volunteer of the team is called “{ $name }”, so the hours can’t be credited. Ask them to change their names first.
report-thanks = Thank you and your volunteers!
report-another = Report another activity
report-change = Change this report
report-changed = ✅ { $number } is updated; every change is recorded.
report-changed-meanwhile = { $number } was changed by somebody else while you were changing it. Press “Cancel”, open it from “My reports”, and change it again.
report-summary-title = { $title } · summary
report-withdraw = Withdraw this report
report-withdrawn = { $number } is withdrawn and counts no more.
report-withdrawn-owed = This period is due again: report another activity, or that nothing was held.
report-withdrawn-already = { $number } is withdrawn already.
report-accepted-already = { $number } is accepted and can't be changed. To correct it, ask your committee to return it.
report-campaign-closed = This campaign is closed. What you filled in is kept; please ask your committee.
report-state-submitted = to be reviewed
report-state-accepted = accepted
report-state-returned = returned
report-state-withdrawn = withdrawn
report-line = { $number } { $day } { $title } [{ $state }]
report-of-team = Team: { $team }
report-answer = { $name }: { $answer }
report-note = Committee's note: { $note }
review-accept = Accept
review-return = Return
owed-line = { $what }, { $late ->
        [1] was due
       *[other] due
    } by { $due } | { $title }
owed-days = { $label } ({ $days })
owed-activity = { $label } of “{ $title }” ({ $days })
zero-nothing-owed = Nothing is due now, so there is no need to report “nothing held”.
zero-which = For which period was nothing held?
zero-done = Recorded: nothing held ({ $what }).
zero-too-early = This period hasn’t begun; tell us then.
zero-undo = A slip, undo
zero-undone = Undone; this period is still to be reported.
zero-not-zero = This period has no “nothing held”.
mine-owed = To be reported:
mine-line = · { $what }
mine-drafts = Not finished: { $count }
mine-filed = Reported (open one for details):
mine-none = Nothing reported yet.
hours-none = { $name }, there is no service record yet. When your team names you in a report, it appears here.
hours-total = { $name }, service hours accepted: { $hours }
hours-pending = To be reviewed: { $hours }
hours-line = · { $day } { $title } ({ $team }) { $hours } [{ $state }]
hours-wrong = If something is wrong, please ask your team leader to correct it.
command-report = Report an activity
    .typed = report
command-zero = Nothing held this time
    .typed = zero,nothing held
command-mine = My reports
    .typed = mine,my reports
command-hours = My hours
    .typed = hours,my hours
command-teams = Committees and teams
    .typed = teams,committees
command-invite = Invite people
    .typed = invite
command-link = Link another channel
    .typed = link
command-name = Change my name
    .typed = name
command-language = 语言 / Language
    .typed = language
command-help = Menu
    .typed = menu,help,hello,hi
# Other words for the controls, with commas between them.
typed-skip = skip,none,no
typed-back = back,previous
typed-pause = later,pause,not now
typed-cancel = cancel,stop,forget it
typed-done = done,finished,no more
typed-submit = submit,confirm,send
typed-keep = keep,unchanged
typed-last = as last time,the same
typed-same = all as last time,all the same
typed-change = change,edit
typed-add = add another,another

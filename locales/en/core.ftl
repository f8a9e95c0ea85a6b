# Coming in, who one is, menus, and everyday talk.
turn-slow = That is very fast, and this message was not taken (what came before it is kept). Please wait a minute and send it again.
turn-long = That is too long (at most { $most } characters). Please send it in parts.
turn-unclear = I didn't understand that. Press “Menu” to see what you can do.
turn-unclear-choose = I didn't understand that. Please choose one of these, or press “Menu”.
turn-thanks = All right, thank you! To report or look something up, press “Menu”.
turn-empty = I can take text and pictures only. Please send one of those.
turn-edited = Editing a sent message doesn't change your answers. To change one, press “Back” while filling in, or “Change this report” afterwards.
turn-photos-unasked = Those photos were not used: nothing is being filled in. Press “Report an activity” first, then send them again.
turn-photos-unwanted = Those photos were not used: team leaders send them when they report an activity.
turn-button-gone = That button has expired. Press “Menu” to start again.
turn-command-unknown = There is no such command, or you don't have access to it. Press “Menu” to see what you can do.
turn-fault = Sorry, something went wrong and this message wasn't taken; what you filled in before is kept. Please send it again, and tell the administrator if it fails again.
turn-away = I can't save anything just now. What you sent isn't lost: it will be taken as soon as I can, so please don't send it again.
turn-help = Menu
access-refused = It wasn't found, or you don't have access to it. Press “Menu” to see what you can do.
list-more = … and { $count } more
start-stranger = Hello, this is Yidong, which records volunteer activities. Please open the invitation link from your organisation, or send me the code.
start-hello = Hello { $name }!
help-intro = Yidong records your activities and gets reports in on time.
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
join-link-other = This account already belongs to { $name } and can't be linked to someone else. Please use another account.
join-linked = Linked. { $name }, you can use Yidong here too, and carry on where you left off.
join-already = You are { $role } of { $place } already.
join-welcome = Welcome, { $name }! You are now { $role } of { $place }.
join-next-organizer = Next: make committees and teams, invite their leaders, open a campaign.
join-next-leader = After an activity press “Report an activity”; I ask, you answer, and what is optional can be skipped at once. I'll remind you before it is due.
join-next-volunteer = When your team names you in a report, your hours are counted here. Only your team's leaders and the committees above see your name and hours.
join-name-taken = Someone in { $place } is called “{ $name }” already, and you may be mixed up. Please press “Change my name” and add something that differs, such as “{ $name } (group 2)”; or go on as you are.
join-name = On lists you are “{ $name }”. If that is wrong, press “Change my name”.
account-link = Send me this code on the other channel to link it to you (valid for { $minutes } minutes, once only):
account-link-telegram = Telegram: { $link }
account-link-web = Your web link (keep it to yourself; whoever opens it is you): { $link }
account-link-renew = Cancel old web links
account-link-renewed = The old links no longer work. Your new web link: { $link }
account-named = On lists you are “{ $name }” now.
ask-own-name = What is your real name? (Used on lists and service records)
    .label = Name
    .example = Li Ming
ask-organisation-name = What is its name?
    .label = Name
    .example = Sunshine Volunteers of Duanzhou
run-resumed = Carrying on where you stopped:
run-paused = Saved. Carry on whenever you like.
run-continue = Carry on
run-cancelled = Cancelled. If that was a slip, you can bring it back.
run-restore = Bring it back
run-unheard = You are in the middle of a form, and this (“{ $words }”) was not taken as an answer. Carrying on:
run-gone = You can't go on with this: your role has changed, or it is out of date. Press “Menu” to start again.
run-none = Nothing is being filled in. Press “Menu” to see what you can do.
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
teams-where = Under which committee?
teams-not-below-team = A team can't have anything under it. Please choose a committee.
teams-name-taken = There is already a “{ $name }” here. Please choose another name.
teams-made-team = The team “{ $name }” is set up under { $parent }. Next, invite its leader:
teams-made-committee = The committee “{ $name }” is set up under { $parent }. Next, invite its organizer:
teams-another-team = Another team
teams-another-committee = Another committee
teams-renamed = “{ $before }” is now “{ $name }”.
invite-whom = Who would you like to invite?
invite-where = To which organisation?
invite-nowhere = There is nowhere to invite to yet. Make a committee or a team first.
invite-organizer = Invite an organizer
invite-leader = Invite a team leader
invite-volunteer = Invite volunteers
invite-made = Invitation as { $role } of { $place } (valid for { $days } days, { $uses ->
        [one] once
       *[other] { $uses } times
    }):
invite-pass-on = Pass the link on; opening it is enough to join.
invite-list = Valid invitations
invite-none = There are no valid invitations.
invite-heading = Valid invitations:
invite-line = { $place } · { $role } ({ $uses } left)
invite-revoke = Revoke: { $what }
invite-revoked = That invitation no longer works.
group-bound = This group now belongs to { $place }: weekly summaries and lists of missing reports come here.
group-unbound = This group no longer receives summaries.
group-not-organizer = Only an organizer can bind a group.
report-no-campaign = Your team has no campaign running, so there is nothing to report.
report-which = What would you like to report?
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
report-draft = { $several ->
        [1] { $team }:{ " " }
       *[other] { "" }
    }{ $title } (begun { $begun })
report-title-of-team = { $title } ({ $team })
report-begun = Reporting now: { $title }
report-untitled = no title yet
report-new = A new one
report-owed-filed = This period has already been reported, thank you!
report-owed-zero = “Nothing held” is already recorded for this period.
report-owed-dropped = This period no longer needs a report.
report-receipt = ✓ Received: { $number } ({ $title }).
report-settled = { $late ->
        [1] This period is now reported, but late.
       *[other] That is all that is due for this period.
    }
check-names-shared = More than one volunteer in the team is called “{ $name }”, so the hours can't be credited. Ask them to press “Change my name” and pick names that differ.
report-thanks = Thank you and your volunteers!
report-date-future = The date of the activity, { $day }, hasn't come yet; it can be submitted once it was held. Please change the date, or press “Later”: what you have filled in stays.
report-date-future-plan = The date of the activity, { $day }, hasn't come yet; it can be submitted once it was held. Please change the date, or press “Later”; to announce it, send /plan, and you will be reminded.
report-another = Report another activity
report-change = Change this report
report-changed = ✓ { $number } is updated; every change is recorded.
report-changed-meanwhile = Someone else changed { $number } while you were changing it. Press “Cancel”, open it from “My reports”, and change it again.
report-summary-title = { $title } · summary
report-withdraw = Withdraw this report
report-withdrawn = { $number } is withdrawn and no longer counts.
report-withdraw-undo = Undo: bring it back
report-withdraw-undone-submitted = { $number } is back and counts again.
report-withdraw-undone-returned = { $number } is back; it still has to be changed as the review says.
report-not-withdrawn = { $number } was not withdrawn.
report-withdrawn-owed = This period is due again: report another activity, or that nothing was held.
report-withdrawn-already = { $number } is already withdrawn.
report-accepted-already = { $number } has been accepted and can't be changed. To correct it, ask your committee to return it.
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
owed-line = { $several ->
        [1] { $team }:{ " " }
       *[other] { "" }
    }{ $what }, { $late ->
        [1] was due
       *[other] due
    } by { $due } | { $title }
owed-days = { $label } ({ $days })
owed-activity = { $label } of “{ $title }” ({ $days })
zero-nothing-owed = Nothing is due now, so there is no need to report “nothing held”.
zero-which = For which period was nothing held?
zero-done = Recorded: nothing held ({ $what }).
zero-too-early = This period hasn't begun yet. Please tell us then.
zero-held = { $count ->
        [one] One activity of these days has been reported
       *[other] { $count } activities of these days have been reported
    }, so it can't be said that nothing was held. Please report what is asked for.
zero-returned = A report of this period was returned ({ $number }, { $title }). Please change it and send it again; if nothing was held after all, withdraw it first.
zero-undo = My mistake, undo
zero-undone = Undone. This period still needs a report.
zero-not-zero = “Nothing held” isn't recorded for this period, so there is nothing to undo.
mine-owed = To be reported:
mine-line = · { $what }
mine-report = { $several ->
        [1] { $team }: { $what }
       *[other] { $what }
    }
mine-drafts = Not finished: { $count }
mine-filed = Reported (open one for details):
mine-none = Nothing reported yet.
hours-none = { $name }, there is no service record yet. When your team names you in a report, it appears here.
hours-unclaimed = { $count ->
        [one] One more report names “{ $name }”
       *[other] { $count } more reports name “{ $name }”
    } and credits nobody ({ $numbers }): you may not have joined yet then, or somebody else had the same name. If it was you, please give the numbers to your team leader, who can change the report and send it again; an accepted one has to be returned by the committee first.
hours-total = { $name }, service hours accepted: { $hours }
hours-pending = Waiting for review: { $hours }
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
typed-skip = skip,none,no,no photos,no photo
typed-rest = skip the rest,skip rest,skip all,skip everything,nothing else,none of the rest,check
typed-back = back,previous
typed-pause = later,pause,not now
typed-cancel = cancel,stop,forget it
typed-done = done,finished,no more
typed-submit = submit,confirm,send
typed-keep = keep,unchanged
typed-last = as last time,the same
typed-same = all as last time,all the same
typed-change = change,edit
typed-thanks = ok,okay,thanks,thank you,thx,got it,received,fine,noted
typed-add = add another,another

# What is still due after a report
report-settled-none = It counts in the figures, but this is still due: { $what }.
report-changed-owed = The date has changed, so this is due again: { $what }. Please report it, or that nothing was held.
report-owed-now = Report: { $what }

# The same name
account-name-taken = Someone in { $team } is called “{ $name }” already, and hours couldn't be told apart. Please add something that differs and send it again, such as “{ $name } (group 2)”.

# Who is in an organisation, ending a role, leaving
command-people = People
    .typed = people,members
command-leave = Leave an organisation
    .typed = leave an organisation,leave organisation
invite-line-by = { $what }, made by { $name }
people-where = Of which organisation?
people-heading = { $place }, roles: { $count }. Open one to see or end it:
people-line = { $name } · { $role }
people-page = Page { $page } of { $pages }
people-below = { $committees ->
        [0] Teams below: { $teams }
       *[other] Committees below: { $committees }{ $teams ->
            [0] { "" }
           *[other] , teams: { $teams }
        }
    }
people-member = { $name }: { $role } of { $place } since { $since }.
people-unreachable = Can't be reached now (never used Yidong, or blocked the bot).
people-end = End this role
people-end-ask = End the role of { $name } as { $role } of { $place }? Earlier reports and hours stay, and the person is told.
people-end-yes = Yes, end it
people-ended = { $name } is no longer { $role } of { $place }.{ $void ->
        [0] { "" }
        [one] { " " }One invitation that this person made no longer works.
       *[other] { " " }{ $void } invitations that this person made no longer work.
    } If they hold another invitation link, revoke it under “Valid invitations”.
people-ended-already = This role has ended already.
people-not-ended = There is nothing to undo: it wasn't you who ended this role, or it is back already. Please invite the person again if need be.
people-restored = Undone; { $name } is still { $role } of { $place }.
people-last-organizer = This is the only organizer of { $place }, so the role can't be ended. Please invite another one first.
people-last-leader-below = Please note: { $place } has no other leader, so nobody would report or be reminded. It is better that someone takes over first.
people-last-organizer-below = Please note: { $place } has no other organizer, so nobody would review, or get the summaries and missing lists. It is better that someone takes over first.
people-notice-ended = { $by } has ended your role as { $role } of { $place } ({ $name }). Your earlier reports and hours stay; if you have questions, please ask your organisation.
people-notice-restored = { $name }, you are still { $role } of { $place }; your role had been ended by mistake.
people-leave-which = Which role would you like to give up?
people-held = { $place } · { $role }
people-leave-ask = { $name }, do you want to leave { $place }, where you are { $role }? Earlier reports and hours stay; to come back you need a new invitation.
people-leave-yes = Yes, leave
people-left = { $name }, you are no longer { $role } of { $place }. Thank you for all you did!
people-none-own = You haven't joined any organisation, so there is nothing to leave.
people-void = Lost phone: cancel old web links
people-void-ask = Cancel all earlier web links of { $name }? Nobody can come in with them any more; this can't be undone.
people-void-yes = Yes, cancel them
people-voided = The old web links of { $name } no longer work. { $elsewhere ->
        [1] To get a new one, the person sends /link on Telegram.
       *[other] Please pass this on; opened on the own phone it lets { $name } in again (good for { $days } days, once):
    }
people-notice-void = { $by } of { $place } has cancelled your old web links. For a new one press “Link another channel”.

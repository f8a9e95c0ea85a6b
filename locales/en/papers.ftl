# What stands in the weekly summary, the picture and the workbook.

papers-comma = {", "}
papers-days = { $days } { $year }
papers-days-years = { $starts } { $year } – { $ends } { $next-year }
papers-yes = yes
papers-clause-comma = {", "}

# Where teams stand
papers-standing-filed = on time
papers-standing-late = late
papers-standing-zero = zero return
papers-standing-missing = missing
papers-standing-not-due = nothing due

# Workbook: sheets
papers-sheet-summary = Summary
papers-sheet-teams = By team
papers-sheet-branches = By committee
papers-sheet-categories = By category
papers-sheet-groups = Groups served
papers-sheet-activities = Activities
papers-sheet-media = Media coverage
papers-sheet-joint = Joint activities
papers-sheet-summaries = Team summaries
papers-sheet-table-a = Table A

# Workbook: headings
papers-head-figure = Figure
papers-head-week =
    { $span ->
        [month] The month
        [days] This period
       *[other] The week
    }
papers-head-last-week =
    { $span ->
        [month] Month before
        [days] Period before
       *[other] Week before
    }
papers-head-total = In all
papers-head-activities = Activities
papers-head-person-times = Person-times
papers-head-heads = Heads
papers-head-organisations = Organisations
papers-head-served = Person-times served
papers-head-hours = Service hours
papers-head-money = Money (yuan)
papers-head-print = Print reports
papers-head-website = Website reports
papers-head-page = Pages or WeChat
papers-head-reads = Reads
papers-head-read-on = Read on
papers-head-team = Team
papers-head-teams = Teams
papers-head-branch = Committee
papers-head-standing = Standing
papers-head-category = Category
papers-head-group = Group served
papers-head-groups = Groups (person-times served)
papers-head-number = Receipt
papers-head-date = Date
papers-head-title = Activity
papers-head-host = Host
papers-head-place = Place
papers-head-materials = Materials
papers-head-content = Content
papers-head-joint = Joint
papers-head-coverage = Kind
papers-head-link = Link
papers-head-counted = How it was counted
papers-head-as-counted = As counted
papers-head-sum = Sum
papers-head-whole = The committee in all (joint activities count once)
papers-head-whole-uncategorised = The committee in all (with activities of no category)
papers-head-direct = Teams directly below
papers-head-in-yuan = { $label } (yuan)
papers-head-in-hours = { $label } (hours)

papers-coverage-print = print
papers-coverage-website = website
papers-coverage-page = page or WeChat
papers-counted-once = Same person-times and hours: counted once; money is added where it differs
papers-counted-added = Person-times or hours differ: each team its own part, added

papers-period = Days: { $days }. An activity belongs to the week in which it was held.
papers-organisations-summed = Organisations are the sum of the numbers reported; one may be counted several times.
papers-joint-rule = The same name on the same day at the same place (or none said) from different teams is one joint activity and counts once; please check the sheet "Joint activities".
papers-listing-span = { $total } activities so far ({ $joint } of them joint, each counted once) are too many to list: the lists and Table A show those of { $days }, the sums are of all. For other days send /export and choose a week or a month.
papers-listing-none = { $week } activities in { $days } and { $total } so far ({ $joint } of them joint, each counted once) are too many to list: only the joint ones of { $days } are, the sums are of all. The whole list comes with /export, and with the summaries of the committees below.

papers-summaries-many = { $count } teams have handed in their summaries, too many to list here. The list comes with the workbook of /export.

# The summary as text
papers-told-activities = { $count ->
    [one] { $count } activity
   *[other] { $count } activities
}
papers-told-person-times = { $count } volunteer person-times
papers-told-served = { $count } person-times served
papers-told-hours = { $hours } hours
papers-change-activities = activities { $change }
papers-change-person-times = person-times { $change }
papers-change-served = served { $change }
papers-summary-title = Weekly summary, { $days } | { $committee } | { $campaign }
papers-summary-week = The week: { $figures }.
papers-summary-quiet = Nothing was held in the week.
papers-summary-change = Compared with the week before: { $figures }.
papers-summary-total = In all: { $figures }.
papers-summary-standings = Reports: { $teams } { $teams ->
        [one] team
       *[other] teams
    }, { $filed } reported ({ $late } of them late), { $zero } zero returns, { $missing } missing.
papers-summary-not-due = With nothing due: { $count }.
papers-summary-nothing-due = Reports: { $teams } { $teams ->
        [one] team
       *[other] teams
    }, with nothing due in these days.
papers-summary-missing = Missing: { $names }
papers-summary-late = Late: { $names }
papers-summary-zero = Zero return: { $names }
papers-names-more = { $names } … { $count } in all
papers-summary-notable = Worth a look:
papers-summary-activity = { $place }. { $title } ({ $team }, { $day }){ $served ->
        [0] { $volunteers ->
            [0] { "" }
           *[other] , { $volunteers } volunteer person-times
        }
       *[other] , { $served } person-times served
    }
papers-summary-joint = Joint activities, please check:
papers-summary-joint-once = · { $title } ({ $day }): { $teams } teams gave the same person-times and hours, counted once
papers-summary-joint-added = · { $title } ({ $day }): { $teams } teams gave different person-times or hours, added
papers-summary-joint-more = · and { $count } more, see the workbook

# The picture
papers-picture-person-times = person-times
papers-picture-served = person-times served
papers-picture-hours = service hours
papers-picture-activities = activities
papers-picture-last-week = week before { $count }
papers-picture-totals = In all: { $figures }
papers-picture-dot = { " · " }
papers-picture-standings = Reports
papers-picture-teams =
    { $of ->
        [activities] Activities in the week, by team
       *[person_times] Person-times in the week, by team
    }
papers-picture-categories = Categories
papers-picture-category = week { $week }, all { $total }
papers-picture-photos = Seen in the week
papers-picture-none = No teams yet
papers-picture-foot = Person-times add up, heads do not; a joint activity counts once.

# How a deadline is told, the remarks at the review, and what may be wrong with a campaign file.
deadline-moment = { $time } on { $day }
deadline-day = { $weekday } { $day } { $month ->
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
    }
days-one = { $day } { $month ->
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
    }
days-month = { $day }–{ $last } { $month ->
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
    }
days-across = { $starts } – { $ends }

check-title-makeup = The title says “补录” (made up for); volunteer platforms usually refuse such titles.
check-date-future = The date of the activity, { $day }, hasn't come yet; it can be submitted once it was held.
check-date-outside = { $day } is outside this campaign ({ $starts } to { $ends }).
check-again = Your team has already reported “{ $title }” ({ $number }) for that day; please make sure it isn't the same activity.
check-span-order = The activity ends on the next day; please check that the times aren't swapped.
check-heads-more = More people ({ $heads }) than person-times ({ $person-times }). Someone who comes twice counts twice, so person-times can't be fewer.
check-organisations-more = More organisations ({ $organisations }) than person-times of volunteers ({ $person-times }); please check.
check-names-more = { $named } volunteers are named, but only { $counted } took part. Each of them is credited the hours; please check the number and the names.
check-hours-each = { $hours } each is more than the activity lasted ({ $longest }).
check-hours-each-day = { $hours } each is more than { $longest }, the length of a day.
check-hours-total = { $hours } together is more than { $people } people giving { $longest } each ({ $most }).
check-hours-total-day = { $hours } together is more than { $people } people can give in a day ({ $most }).
check-photos-none = There are no photos yet; the notice asks for some.
check-share = { $part } ({ $part-is }) is only { $percent }% of { $whole } ({ $whole-is }); the notice asks for at least { $at-least }%.
check-limit = { $part } ({ $part-is }) is more than { $whole } ({ $whole-is }); please check.

campaign-file-large = The file is too large: at most { $most } kB.
campaign-file-encoding = The file isn't UTF-8; please save it as UTF-8.
campaign-file-empty-file = There is nothing in the file.
campaign-file-yaml = Reading stopped here ({ $message }). Often: uneven indentation or a tab, no space after a colon, or a Chinese colon “：”.
campaign-file-alias = YAML marks that begin with &, * or ! aren't taken; put quotes around a text that needs them.
campaign-file-deep = There are too many levels.
campaign-file-key = Before a colon there can only be a word.
campaign-file-twice = “{ $value }” appears twice.
campaign-file-missing = “{ $field }” is missing.
campaign-file-unknown = There is no field “{ $field }”; please check the spelling.
campaign-file-empty = There is nothing after “{ $field }”.
campaign-file-choices = It has to be one of: { $expected }.
campaign-file-pattern-slug = “{ $value }” isn't written right: take 2 to 40 small letters, digits or hyphens, no hyphen first, as in spring-2024.
campaign-file-pattern-code = “{ $value }” isn't written right: take 2 to 8 capital letters or digits, a letter first, as in SP24.
campaign-file-pattern-word = “{ $value }” isn't written right: take at most 24 small letters, digits or hyphens, a letter first, as in week-1.
campaign-file-pattern-choice = “{ $value }” isn't written right: take at most 24 small letters, digits, hyphens or underscores, as in elderly_care.
campaign-file-pattern-key = “{ $value }” isn't written right: take at most 24 small letters, digits or underscores, a letter first, as in wishes_met.
campaign-file-pattern-mailbox = “{ $value }” is no mail address; write it like zyz@example.org.
campaign-file-date = “{ $value }” isn't a date; please write 2019-03-01.
campaign-file-clock = A time is written 09:00, up to 24:00.
campaign-file-number = “{ $value }” isn't a whole number.
campaign-file-yes-no = “{ $value }” has to be true or false.
campaign-file-list = A list is needed here, with “- ” before each item.
campaign-file-short = There has to be at least one item here.
campaign-file-fields = Fields on a level of their own are needed here, not “{ $value }”.
campaign-file-other = “{ $value }” can't be used here.
campaign-file-least = `{ $field }` is { $limit } or more.
campaign-file-most = `{ $field }` is { $limit } or less.
campaign-file-below = `{ $field }` is less than { $limit }.
campaign-file-many = `{ $field }` has { $limit } items at most.
campaign-file-text = Words are needed here, not a list or fields.
campaign-file-choices-alone = A question of kind choice needs `choices`, and only such a one has them.
campaign-file-columns-alone = A question of kind rows needs `columns`, and only such a one has them.
campaign-file-time-unused = A `time` needs `day_counts: true`.
campaign-file-quiet = The quiet hours are at most 18 hours long.
campaign-file-question = There is no question “{ $key }” in the catalogue. A question of your own needs kind, ask and label.
campaign-file-taken = “{ $key }” is a name of the catalogue; please choose another for your own question.
campaign-file-words = “{ $key }” needs ask and label, and each of its choices a label.
campaign-file-ends-early = The end is before the start.
campaign-file-long = A campaign lasts at most { $most } days; please check the year.
campaign-file-group = There is no “{ $value }” in groups.
campaign-file-form-needs = The form of an activity lacks: { $questions }.
campaign-file-hours-basis = `hours` needs `hours_basis` before it: each or in total, which can't be guessed.
campaign-file-category = There is no “{ $value }” in categories.
campaign-file-when = “{ $value }” in a condition has to be asked before.
campaign-file-no-form = There is no form “{ $value }” in forms.
campaign-file-due-early = It is due before the campaign begins.
campaign-file-check = These aren't two number questions of one form: { $questions }.

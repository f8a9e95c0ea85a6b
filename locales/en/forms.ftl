# What is said while a form is filled in.
form-question = ({ $place }/{ $count }) { $prompt }
form-example = For example: { $example }
form-understood = ✓ { $name }: { $answer }
form-answer = { $place }. { $name }: { $answer }
form-review = Please check “{ $title }”:
form-review-next =
    { $warnings ->
        [0] If all is right, press “Submit”. To change an answer, send its number.
        [one] There is one remark above. If it is right as it stands, submit it; to change an answer, send its number.
       *[other] There are { $warnings } remarks above. If it is right as it stands, submit it; to change an answer, send its number.
    }
form-review-unclear = Please press “Submit”, or send the number of the answer to change.
form-warning = ⚠ { $warning }
form-submit =
    { $warnings ->
        [0] Submit
       *[other] It is right, submit
    }
form-change = Change an answer
form-change-which = Which answer?
form-skip = Skip
form-rest = Skip the rest and check
form-rest-empty =
    { $count ->
        [one] The one question left stays empty.
       *[other] The { $count } questions left stay empty.
    } To add one, reply with its number; photos can simply be sent.
form-back = Back
form-pause = Later
form-cancel = Cancel
form-done = Done
form-rows-done = Done, no more
form-rows-add = Add another
form-drop-last = Remove the last one
form-rows-unclear = Please choose “Add another” or “Done”.
form-rows-between = { "; " }
form-row = · { $place }: { $row }
form-another = Any more?
form-keep = Keep: { $answer }
form-last = As last time: { $answer }
form-same = All as last time
form-same-taken =
    { $count ->
        [one] ✓ One answer taken from last time; you can change it at the review.
       *[other] ✓ { $count } answers taken from last time; you can change them at the review.
    }
form-skipped = (none)
form-required = This one has to be answered; it can't be skipped.
form-rest-required = The rest can't be skipped yet; please answer this question first.
form-first = This is the first question.
form-not-yet = That can't be done here; please answer this question first.
form-button-old = That button belongs to an earlier question. Here is where we are:
form-choice-unknown = Please press one of the options, or send its number.
form-choice-counted = Please give just the name here, one at a time; the number comes next.
form-date-future = { $day } hasn't come yet; an activity is reported once it was held. Please put the date right, or press “Later”: what you have filled in stays.
form-basis-which = Is “{ $said }” for each person, or for all together? Choose one, or write both at once, for example: 2.5 hours each
form-span-order = The end ({ $ends }) is before the start ({ $starts }); are they the wrong way round? Please send them again, for example: 9:00-11:30
form-span-night = { $starts }–{ $ends } the next day
form-too-small = That is too small: at least { $least }. Please look again.
form-too-large = That is too large: at most { $most }. Please look again.
form-money = { $yuan } yuan
form-duration =
    { $minutes ->
        [0] { $hours } h
       *[other]
            { $hours ->
                [0] { $minutes } min
               *[other] { $hours } h { $minutes } min
            }
    }
form-date = { $weekday } { $day } { $month ->
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
form-photos-wanted = Only photos are taken here: press “Done” when all are sent, or “Skip” if there are none.
form-photos-unwanted = This form takes no photos, so they weren't kept.
form-photos-count =
    { $count ->
        [one] 1 photo
       *[other] { $count } photos
    }
form-photos-taken =
    { $count ->
        [one] One photo received.
       *[other] { $count } photos received.
    }
form-photos-twice = One photo was here already and wasn't added again.
form-photos-alike = One photo looks the same as one before; it is kept; if it came twice, press “Remove the last one”.
form-photos-full = There is room for { $most } photos; the others weren't added.
form-names-picked = So far: { $names }
form-caption = The words with the photo (“{ $words }”) were not taken. If they are an answer, please send them on their own.
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
reading-names-none = No name was found. Separate names with commas, for example: Li Ming, Wang Fang.
reading-names-many = At most { $most } names at once. Please send fewer.
reading-names-odd = “{ $name }” doesn't look like a name. Separate names with commas, for example: Li Ming, Wang Fang.

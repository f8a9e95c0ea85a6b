# What is said when an answer can't be read: what is wanted, and an example.
reading-integer-unclear = That isn't a number I can read. Please send a whole number, 0 or more, for example: 30
reading-integer-several = There seems to be more than one number. Please send just one, for example: 30
reading-integer-vague = “Several” or “hundreds” isn't exact. Please send one number; an estimate will do, for example: 300
reading-integer-fraction = A whole number is needed here, without decimals, for example: 30
reading-people-households = Households may have any size; here people are counted. Please send how many people (person-times), for example: 30
reading-integer-large = That number is too large. Please check for extra zeros. For example: 12000

reading-money-unclear = That isn't a sum I can read. Please send it in yuan, for example: 3000 or 1200.50
reading-money-several = There seems to be more than one sum. Please send the total in yuan, for example: 3000
reading-money-vague = “Several hundred” isn't exact. Please send one sum; an estimate will do, for example: 3000
reading-money-fraction = A sum has at most two decimals, for example: 1200.50
reading-money-large = That sum is too large. Please check that it is in yuan, for example: 3000

reading-duration-unclear = That isn't a length of time I can read. Please send hours and minutes, for example: 2h30m, or 2.5
reading-duration-several = There seems to be more than one length of time. Please send just one, for example: 2h30m
reading-duration-vague = “Several hours” isn't exact. Please send one length of time, for example: 2h30m
reading-duration-fraction = That isn't a whole number of minutes. Please send hours and minutes, for example: 1h20m
reading-duration-days = Time is counted in hours. Please send the hours actually served, for example: 6h
reading-duration-basis = Please send the time on its own, without “each” or “total”, for example: 2h30m
reading-duration-basis-each = You chose “Per person”, but wrote a total. For a total, go back and choose again; else please send the hours of each person, for example: 2.5h
reading-duration-basis-total = You chose “Team total”, but wrote each person's hours. For each person's, go back and choose again; else please send the hours of all together, for example: 75h
reading-duration-large = That is too long, please check it. For example: 120h

reading-date-unclear = That isn't a date I can read. Please send month and day, for example: March 5, or yesterday
reading-date-several = There seems to be more than one day. Please send just one, for example: March 5
reading-date-impossible = The calendar has no day { $month }/{ $day } (month/day), please check it. For example: March 5
reading-date-weekday = { $month }/{ $day } (month/day) is a { $weekday }, not the weekday you wrote. Please check, and send the date alone, for example: March 5
reading-date-far = Only dates from { $first } to { $last } can be used, please check the year. For example: March 5, 2019

reading-span-unclear = Those aren't times I can read. Please send from when to when, for example: 9:00-11:30, or 2-5 pm
reading-span-several = There seems to be more than one stretch of time. Please send one, from start to end, for example: 9:00-11:30
reading-span-end = The start or the end is missing. Please send from when to when, for example: 9:00-11:30
reading-span-half = Is that in the morning or in the afternoon? Please say so, for example: 2-5 pm, or 14:00-17:00
reading-span-hours = Please say from when to when, for example: 9:00-17:00
reading-span-impossible = There is no such time. Hours are 0 to 24, minutes 0 to 59, for example: 9:00-11:30
reading-clock-unclear = That isn't a time I can read. Please send hour and minute, for example: 8:30, or 5 pm
reading-clock-half = Is that in the morning or in the afternoon? Please say so, for example: 5 pm, or 17:00
reading-clock-impossible = There is no such time. Hours are 0 to 24, minutes 0 to 59, for example: 17:30
reading-clock-end = 24:00 is the next day already. Please send a time from 0:00 to 23:59, for example: 8:30

reading-link-unclear = No usable link was found. Please paste the whole link, beginning with http or https, for example: https://mp.weixin.qq.com/s/abc
reading-link-several = There are several links. Please send one at a time, for example: https://mp.weixin.qq.com/s/abc
reading-link-long = The link is too long: { $maximum } characters at most. Please use “copy link” in the article, for example: https://mp.weixin.qq.com/s/abc
reading-link-login = That link carries a user name or password. Please send a public link, for example: https://mp.weixin.qq.com/s/abc

reading-text-long = That is { $length } characters; { $maximum } at most. Please shorten it and send it again.
reading-text-short =
    { $length ->
        [0] There are no words yet. Please write at least { $minimum } characters.
       *[other] That is only { $length } characters; at least { $minimum } are needed. Please say a little more.
    }

# 看不懂一个回答时说的话：要什么，举一个例子。
reading-integer-unclear = 没看懂这个数。请写一个整数（0 或以上），例如：30
reading-integer-several = 这里好像不止一个数。请只写一个数，例如：30
reading-integer-vague = “数百”“几十”“两三个”没有准数。请写一个数，估计的也可以，例如：300
reading-integer-fraction = 这里要整数，没有小数。例如：30
reading-people-households = “户”“家”不是人数。这里请写一共有多少人（人次），例如：30
reading-integer-large = 这个数太大了，请核对一下有没有多写零。例如：1.2万

reading-money-unclear = 没看懂这个金额。请按人民币写多少元，例如：3000 或 1200.50
reading-money-several = 这里好像不止一个金额。请写合计多少元，例如：3000
reading-money-vague = “几百”“数千”没有准数。请写一个金额，估计的也可以，例如：3000
reading-money-fraction = 金额最多到分，也就是两位小数，例如：1200.50
reading-money-large = 这个金额太大了，请核对单位是“元”还是“万元”。例如：3000 或 0.3万

reading-duration-unclear = 没看懂这个时长。请写几小时几分，例如：2小时30分，或 2.5
reading-duration-several = 这里好像不止一个时长。请只写一个，例如：2小时30分
reading-duration-vague = “几个小时”没有准数。请写一个时长，例如：2小时30分
reading-duration-fraction = 算下来不是整分钟。请写几小时几分，例如：1小时20分
reading-duration-days = 时长按小时算。请写实际服务了几小时，例如：6小时
reading-duration-basis = 请只写时长，不用写“每人”“一共”“合计”，例如：2小时30分
reading-duration-basis-each = 前面选的是“每人”，您写的是合计。要按合计填，点“返回”重选；按每人填，请写每人几小时，例如：2.5小时
reading-duration-basis-total = 前面选的是“合计”，您写的是每人的。要按每人填，点“返回”重选；按合计填，请写全队一共几小时，例如：75小时
reading-duration-large = 这个时长太长了，请核对一下。写法例如：120小时

reading-date-unclear = 没看懂这个日期。请写几月几日，例如：3月5日，或 昨天、上周五
reading-date-several = 这里好像不止一天。请只写一天，例如：3月5日
reading-date-impossible = 日历上没有 { $month }月{ $day }日，请核对一下。写法例如：3月5日
reading-date-weekday = { $month }月{ $day }日是{ $weekday }，和您写的星期对不上。请核对后只写日期，例如：3月5日
reading-date-far = 只能填 { $first } 年到 { $last } 年的日期，请核对年份。例如：2019年3月5日

reading-span-unclear = 没看懂这个时间。请写从几点到几点，例如：9:00-11:30，或 下午2点到5点
reading-span-several = 这里好像不止一段时间。请只写一段，从开始到结束，例如：9:00-11:30
reading-span-end = 还缺开始时间或结束时间。请写从几点到几点，例如：9:00-11:30
reading-span-half = 是上午（凌晨）还是下午？请写明，例如：下午2点到5点，或 14:00-17:00
reading-span-hours = 请写明从几点到几点，例如：9:00-17:00
reading-span-impossible = 没有这样的钟点。小时是 0 到 24，分钟是 0 到 59，例如：9:00-11:30
reading-clock-unclear = 没看懂这个时间，请写几点几分，例如：8:30，或 下午5点
reading-clock-half = 是早上（凌晨）还是下午？请写明，例如：下午5点，或 17:00
reading-clock-impossible = 没有这样的钟点。小时是 0 到 24，分钟是 0 到 59，例如：17:30
reading-clock-end = 24:00 已是第二天，请写 0:00 到 23:59 之间的时间，例如：8:30

reading-link-unclear = 没找到可用的链接。请把网页或公众号文章的链接整条粘贴过来，以 http 或 https 开头，例如：https://mp.weixin.qq.com/s/abc
reading-link-several = 这里有好几个链接。一次请只发一个，例如：https://mp.weixin.qq.com/s/abc
reading-link-long = 链接太长了，最多 { $maximum } 个字符。请在文章里点“复制链接”再粘贴，例如：https://mp.weixin.qq.com/s/abc
reading-link-login = 这个链接里带着用户名或密码，请换成公开的链接，例如：https://mp.weixin.qq.com/s/abc

reading-text-long = 写了 { $length } 个字，最多 { $maximum } 个字，请精简一下再发。
reading-text-short =
    { $length ->
        [0] 还没有文字。请写一句话，至少 { $minimum } 个字。
       *[other] 只有 { $length } 个字，至少要 { $minimum } 个字，请再写详细一点。
    }

# 填写表单时说的话。
form-question = （{ $place }/{ $count }）{ $prompt }
form-example = 例如：{ $example }
form-understood = ✓ { $name }：{ $answer }
form-answer = { $place }. { $name }：{ $answer }
form-review = 请核对《{ $title }》：
form-review-next =
    { $warnings ->
        [0] 没有问题就点“提交”；要改哪一项，回复它的序号即可。
       *[other] 上面有 { $warnings } 处提醒。情况属实可以照样提交；要改哪一项，回复它的序号。
    }
form-review-unclear = 请点“提交”，或回复要修改的那一项的序号。
form-warning = ⚠ { $warning }
form-submit =
    { $warnings ->
        [0] 提交
       *[other] 情况属实，提交
    }
form-change = 修改某一项
form-change-which = 要修改哪一项？
form-skip = 跳过
form-rest = 其余跳过，去核对
form-rest-empty = 其余 { $count } 项先空着。要补哪一项，回复它的序号；照片直接发过来就行。
form-back = 返回
form-pause = 稍后再填
form-cancel = 取消
form-done = 完成
form-rows-done = 完成，没有了
form-rows-add = 再加一项
form-drop-last = 去掉最后一项
form-rows-unclear = 请选择“再加一项”或“完成”。
form-rows-between = ；
form-row = · 第 { $place } 项：{ $row }
form-another = 还有吗？
form-keep = 不改：{ $answer }
form-last = 同上次：{ $answer }
form-same = 与上次相同的都沿用
form-same-taken = ✓ 已沿用上次的 { $count } 项，核对时都可以改。
form-skipped = （未填）
form-required = 这一项必须填写，不能跳过。
form-rest-required = 现在还不能一起跳过，请先答完这一题。
form-first = 已经是第一题了。
form-not-yet = 这里不能这样做，请先回答这一题。
form-button-old = 这是之前的按钮，已经不能用了。现在填到这里：
form-choice-unknown = 没看懂您的选择。请点一个选项，或回复它的序号。
form-choice-counted = 这里只选或只写名称，一次一项；人数下一步再填。
form-date-future = { $day }还没到，办完活动才能填报。日期写错了请重写；还没办的请点“稍后再填”，已填的会留着。
form-basis-which = “{ $said }”是每人的，还是全队合计的？点一个；也可以一起写，例如：每人2.5小时
form-span-order = 结束时间（{ $ends }）比开始时间（{ $starts }）早，是不是写反了？请重写，例如：9:00-11:30
form-span-night = { $starts }–次日 { $ends }
form-too-small = 这个数太小了，至少是 { $least }，请再看一下。
form-too-large = 这个数太大了，最多是 { $most }，请再看一下。
form-money = { $yuan } 元
form-duration =
    { $minutes ->
        [0] { $hours } 小时
       *[other]
            { $hours ->
                [0] { $minutes } 分钟
               *[other] { $hours } 小时 { $minutes } 分钟
            }
    }
form-date = { $year }年{ $month }月{ $day }日（{ $weekday }）
form-photos-wanted = 这里只收照片：发完点“完成”，没有照片就点“跳过”。
form-photos-unwanted = 这份表单不用发照片，刚才的没有收。
form-photos-count = { $count } 张
form-photos-taken = 已收到 { $count } 张照片。
form-photos-twice = 有一张照片已经发过了，没有重复添加。
form-photos-alike = 有一张看起来和前面的是同一张，已先收下；发重了就点“去掉最后一项”。
form-photos-full = 最多收 { $most } 张照片，多出的没有添加。
form-names-picked = 已选：{ $names }
form-caption = 照片上的文字（“{ $words }”）没有记下。要用它来回答，请单独再发一次。
weekday-1 = 周一
weekday-2 = 周二
weekday-3 = 周三
weekday-4 = 周四
weekday-5 = 周五
weekday-6 = 周六
weekday-7 = 周日
reading-names-none = 没有读到姓名。请把姓名用顿号或空格隔开，例如：李明、王芳。
reading-names-many = 一次最多填 { $most } 个姓名，请删减后再发。
reading-names-odd = “{ $name }”不像姓名。请把姓名用顿号或空格隔开，例如：李明、王芳。

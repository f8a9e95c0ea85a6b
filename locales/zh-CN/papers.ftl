# 周报、汇总图和汇总表里的话。

papers-comma = 、
papers-days = { $year }年{ $days }
papers-days-years = { $year }年{ $starts }至{ $next-year }年{ $ends }
papers-yes = 是
papers-clause-comma = ，

# 报送情况
papers-standing-filed = 按时报
papers-standing-late = 迟报
papers-standing-zero = 零报告
papers-standing-missing = 未报
papers-standing-not-due = 无到期任务

# 汇总表：工作表名
papers-sheet-summary = 汇总
papers-sheet-teams = 按服务队
papers-sheet-branches = 按下级单位
papers-sheet-categories = 按类别
papers-sheet-groups = 按覆盖人群
papers-sheet-activities = 活动清单
papers-sheet-media = 媒体宣传
papers-sheet-joint = 联合活动
papers-sheet-summaries = 各队总结
papers-sheet-table-a = 统计表

# 汇总表：表头
papers-head-figure = 指标
papers-head-week =
    { $span ->
        [month] 当月
        [days] 本期
       *[other] 这一周
    }
papers-head-last-week =
    { $span ->
        [month] 前一月
        [days] 上期
       *[other] 前一周
    }
papers-head-total = 累计
papers-head-activities = 活动场次
papers-head-person-times = 志愿者人次
papers-head-heads = 志愿者人数
papers-head-organisations = 组织数量
papers-head-served = 服务人次
papers-head-hours = 服务时数（小时）
papers-head-money = 投入资金（元）
papers-head-print = 纸媒报道（条）
papers-head-website = 网站报道（条）
papers-head-page = 网页或微信（条）
papers-head-reads = 阅读数
papers-head-read-on = 阅读数日期
papers-head-team = 服务队
papers-head-teams = 服务队数
papers-head-branch = 所属单位
papers-head-standing = 报送情况
papers-head-category = 活动类别
papers-head-group = 覆盖人群
papers-head-groups = 覆盖人群（服务人次）
papers-head-number = 回执号
papers-head-date = 活动日期
papers-head-title = 活动名称
papers-head-host = 主办单位
papers-head-place = 地点
papers-head-materials = 物料
papers-head-content = 服务内容
papers-head-joint = 联合活动
papers-head-coverage = 报道类型
papers-head-link = 链接
papers-head-counted = 怎样计入汇总
papers-head-as-counted = 计入汇总
papers-head-sum = 合计
papers-head-whole = 总计（联合活动只计一次）
papers-head-whole-uncategorised = 总计（含没有填类别的活动）
papers-head-direct = 直属服务队
papers-head-in-yuan = { $label }（元）
papers-head-in-hours = { $label }（小时）

papers-coverage-print = 纸媒
papers-coverage-website = 网站
papers-coverage-page = 网页或微信
papers-counted-once = 各队填的人次和时数相同，只计一次；资金不同的相加
papers-counted-added = 各队填的人次或时数不同，按各报各的部分相加

papers-period = 统计日期：{ $days }。活动按举办日期归入各周。
papers-organisations-summed = 组织数量为各活动填报数之和，同一组织可能重复计算。
papers-joint-rule = 同名、同日、同一地点（或没有填地点）、由不同服务队填报的活动算作一场联合活动，只计一次，请到“联合活动”工作表核对。
papers-listing-span = 行动至今共 { $total } 场活动（联合活动 { $joint } 场，各计一次），逐场列出太长：各清单和统计表只列{ $days }的，合计数包括全部。其他日期的请发 /export 按周、按月导出。
papers-listing-none = { $days }共 { $week } 场活动，行动至今 { $total } 场（联合活动 { $joint } 场，各计一次），逐场列出太长，只列{ $days }的联合活动，合计数包括全部。完整清单请发 /export 导出，下级单位自己的周报里也有。

papers-summaries-many = 已有 { $count } 支服务队交了总结，逐队列出太长。请发 /export 导出汇总表查看。

# 周报文字
papers-told-activities = 活动 { $count } 场
papers-told-person-times = 志愿者 { $count } 人次
papers-told-served = 服务群众 { $count } 人次
papers-told-hours = 服务 { $hours } 小时
papers-change-activities = 活动 { $change }
papers-change-person-times = 志愿者人次 { $change }
papers-change-served = 服务人次 { $change }
papers-summary-title = 【周报 { $days }】{ $committee }｜{ $campaign }
papers-summary-week = 这一周：{ $figures }。
papers-summary-quiet = 这一周没有登记活动。
papers-summary-change = 比前一周：{ $figures }。
papers-summary-total = 累计：{ $figures }。
papers-summary-standings = 报送：共 { $teams } 支服务队，已报 { $filed }（其中迟报 { $late }），零报告 { $zero }，未报 { $missing }。
papers-summary-not-due = 另有 { $count } 支目前没有到期要报的。
papers-summary-nothing-due = 报送：共 { $teams } 支服务队，这段时间没有到期要报的。
papers-summary-missing = 未报：{ $names }
papers-summary-late = 迟报：{ $names }
papers-summary-zero = 零报告：{ $names }
papers-names-more = { $names } 等 { $count } 支
papers-summary-notable = 这一周的活动亮点：
papers-summary-activity = { $place }. { $title }（{ $team }，{ $day }）{ $served ->
        [0] { $volunteers ->
            [0] { "" }
           *[other] ，志愿者 { $volunteers } 人次
        }
       *[other] ，服务 { $served } 人次
    }
papers-summary-joint = 联合活动，请核对：
papers-summary-joint-once = · { $title }（{ $day }）：{ $teams } 支服务队填的人次和时数相同，只计一次
papers-summary-joint-added = · { $title }（{ $day }）：{ $teams } 支服务队填的人次或时数不同，已相加
papers-summary-joint-more = · 还有 { $count } 场，见汇总表

# 汇总图
papers-picture-person-times = 志愿者人次
papers-picture-served = 服务人次
papers-picture-hours = 服务时数（小时）
papers-picture-activities = 活动场次
papers-picture-last-week = 前一周 { $count }
papers-picture-totals = 累计：{ $figures }
papers-picture-dot = { " · " }
papers-picture-standings = 报送情况
papers-picture-teams =
    { $of ->
        [activities] 各服务队这一周的活动场次
       *[person_times] 各服务队这一周的志愿者人次
    }
papers-picture-categories = 活动类别
papers-picture-category = 这一周 { $week } · 累计 { $total } 场
papers-picture-photos = 活动掠影
papers-picture-none = 暂无服务队
papers-picture-foot = 人次可以相加，人数不能相加；同名、同日、同地点的联合活动只计一次。

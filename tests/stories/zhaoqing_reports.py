"""Zhaoqing's Lei Feng month of 2019: who says what when, as people type it.

The figures are those of real activities elsewhere (who came, who was served, hours, money), put into twelve
teams that never were. March 2019 begins on a Friday; reports fall due on Thursdays, 24:00.
"""

from __future__ import annotations

from tests.stories.cast import Committee
from tests.stories.typed import PAGE, PRINT, WEBSITE, Step, activity, summary

CITY, CITY_ORGANIZER = "肇庆市志愿者联合会", "周敏"
COMMITTEES = {
    "端州区义工联": Committee(
        "吴刚",
        {
            "星湖义工队": ("李明", "孙燕"),
            "城东社区义工队": ("陈静",),
            "黄岗护河队": ("黄勇",),
            "星光助老队": ("林秀",),
        },
    ),
    "高要区志愿者联合会": Committee(
        "何丽", {"金渡义工队": ("冯磊",), "白土助学队": ("谭芳",), "禄步护林队": ("罗军",)}
    ),
    "四会市志愿者联合会": Committee(
        "梁志", {"城中义工队": ("邓辉",), "贞山环保队": ("苏敏",), "玉器街便民队": ("曾伟",)}
    ),
    "肇庆学院团委": Committee("郑洁", {"青年志愿者协会": ("赵欣",), "外语志愿服务队": ("钱晨",)}),
}

# One step a block, its lines as they are said: the formatter would give each word a line of its own.
# fmt: off
#: From the menu to the activity form, and to the summary form.
FORM = ("填报", "1")
CITY_WORK, POVERTY, GREEN, NEW_ERA, GOVERNANCE, CULTURE = "1", "2", "3", "4", "5", "6"

#: 1–7 March. Opened on Wednesday the 6th, due on Thursday the 7th.
FIRST_WEEK = (
    # The notice of the 6th: the campaign that ships, for all teams of the city; then their leaders are told.
    Step("2019-03-06 10:00", "周敏", ("行动", "1", "5", "1", "1", "10")),
    Step("2019-03-06 14:10", "李明", FORM + activity(
        CITY_WORK, "便民服务集市", "3月5日", span="上午9点到11点半", people="81名", organisations="23家",
        groups=[("居民", "230多位")], hours=("每人", "2小时半"), money="892",
        photos="@photo 集市1 集市2 集市3",
        media=[(PAGE, "https://mp.weixin.qq.com/s/market", "1.2万", "今天")],
    )),
    Step("2019-03-06 20:05", "陈静", FORM + activity(
        CITY_WORK, "服务进小区", "今天", span="9:00-11:30", people="28人", organisations="2",
        groups=[("居民", "42人次")], hours=("合计", "70小时"), money="没有", photos="@photo 小区",
    )),
    # 苏敏 says "nothing held", and takes it back in the evening.
    Step("2019-03-07 09:10", "苏敏", ("2",)),
    # 邓辉 had the reminder of 09:00 too; its second button is "nothing held".
    Step("2019-03-07 10:00", "邓辉", ("本期无活动",)),
    Step("2019-03-07 12:30", "黄勇", FORM + activity(
        GREEN, "绿道清洁", "3月2日", span="14:45~16:45", people="30余名", hours=("每人", "2小时"),
        money="一百五", photos="@photo 绿道1 绿道2",
    )),
    Step("2019-03-07 15:00", "赵欣", FORM + activity(
        CULTURE, "雷锋馆讲解", "3.5", span="7:00-12:00", people="15名", hours=("每人", "五个小时"),
        media=[(WEBSITE, "https://news.example.org/leifeng", "跳过", "跳过")], photos="@photo 雷锋馆",
    )),
    Step("2019-03-07 16:40", "冯磊", FORM + activity(
        NEW_ERA, "助学政策进村", "3月3日", span="下午2点半到5点", people="10个人",
        groups=[("高三学生和家长", "1500余人")], hours=("每人", "2.5"), money="三百五",
    )),
    Step("2019-03-07 18:00", "苏敏", ("点错了，撤销",)),
    Step("2019-03-07 20:30", "苏敏", ("1", *activity(
        GREEN, "流浪动物救助", "周一", span="15:55-17:25", people="4", hours=("每人", "90分钟"),
        money="0", photos="@photo 猫屋",
    ))),
    Step("2019-03-07 21:30", "钱晨", FORM + activity(
        GOVERNANCE, "外宾接待", "昨天", span="上午9点到下午1点", people="102名", organisations="3个",
        groups=[("外宾", "七八名", "8")], hours=("每人", "4小时"),
    )),
    # Ten volunteers for seven days are 70 person-times; so are six children and a teacher 42 and 7.
    Step("2019-03-07 23:58", "谭芳", FORM + activity(
        POVERTY, "接山区孩子体验城市", "3月1号", people="70人次", organisations="2",
        groups=[("农村留守儿童", "42"), ("带队老师", "7")], hours=("合计", "七天", "560小时"),
        money="29482元", photos="@photo 火车站 图书馆 西江 合影",
    )),
    Step("2019-03-08 10:20", "林秀", ("1", *activity(
        POVERTY, "敬老院探访", "昨天", span="8点半到11点", people="30多人", organisations="两个",
        groups=[("空巢老人", "64位")], hours=("每人", "两个半小时"), money="0.03万",
        photos="@photo 探访1 探访2",
    ))),
)

#: 8–14 March.
SECOND_WEEK = (
    Step("2019-03-09 12:00", "孙燕", FORM + activity(
        GREEN, "湖岸清洁行动", "今天", span="8:30-11:00", people="36", hours=("每人", "2小时30分"),
        money="420",
        media=[(PRINT, "跳过", "跳过", "跳过"), (PAGE, "https://mp.weixin.qq.com/s/shore", "320", "今天")],
        named=("王芳、张伟",), photos="@photo 湖岸",
    )),
    Step("2019-03-10 20:00", "邓辉", FORM + activity(
        GREEN, "植树护绿", "3月9日", people="40", organisations="3", hours=("每人", "3小时"),
        money="2千元", photos="@photo 植树",
    )),
    Step("2019-03-10 21:00", "陈静", FORM + activity(
        CITY_WORK, "斑马线劝导", "今天", people="24", organisations="2", hours=("每人", "2小时"),
        money="100块", photos="@photo 斑马线",
    )),
    # Joint with 城中义工队: the same title on the same day, each with its own figures.
    Step("2019-03-10 21:30", "苏敏", FORM + activity(
        GREEN, "“植树护绿”", "9号", people="25人", organisations="2", hours=("每人", "2小时"), money="800元",
    )),
    Step("2019-03-11 09:30", "谭芳", ("2",)),
    # Late for the first week, and after its summary has gone out.
    Step("2019-03-11 10:00", "曾伟", FORM + activity(
        CITY_WORK, "义务理发", "3月6日", span="9:30—11:00", people="30余人",
        groups=[("居民", "1500人次")], hours=("每人", "1.5小时"), photos="@photo 理发",
    )),
    # Joint with 城东社区义工队: equal figures, so it counts once.
    Step("2019-03-12 19:00", "黄勇", FORM + activity(
        CITY_WORK, "斑马线劝导", "3月10日", people="24", organisations="2", hours=("每人", "2小时"),
        money="100",
    )),
    Step("2019-03-12 20:00", "冯磊", FORM + activity(
        CULTURE, "家风宣讲", "今天", people="64", organisations="7个", groups=[("居民", "3000多人次")],
        hours=("每人", "2小时"), money="四万余元", photos="@photo 宣讲",
        media=[(WEBSITE, "跳过", "跳过", "跳过"), (PRINT, "跳过", "跳过", "跳过")],
    )),
    # A draft: the first seven answers, the rest a week later.
    Step("2019-03-12 21:00", "林秀", (*FORM, POVERTY, "义诊", "志愿者联合会", "社区", "3月10日", "跳过",
    "十余名", "稍后再填")),
    Step("2019-03-13 09:30", "钱晨", ("2",)),
    Step("2019-03-13 11:00", "罗军", FORM + activity(
        GREEN, "林区巡护", "3月10日", span="8:30--12:00", people="2人", hours=("每人", "3个半小时"),
        money="没花钱", photos="@photo 林区",
    )),
    Step("2019-03-14 22:15", "赵欣", FORM + activity(
        NEW_ERA, "夜跑护航", "今天", span="19:00-21:30", people="56人次", organisations="2",
        groups=[("夜跑师生", "近400名")], hours=("每人", "2.5小时"), photos="@photo 夜跑1 夜跑2",
    )),
)

#: 15–21 March.
THIRD_WEEK = (
    Step("2019-03-17 19:00", "邓辉", FORM + activity(
        CITY_WORK, "路口劝导", "今天", people="168人次", organisations="4", hours=("每人", "1小时"),
        money="0",
    )),
    Step("2019-03-18 08:00", "黄勇", FORM + activity(
        GREEN, "巡河", "昨天", host="同上次", place="同上次", people="11", organisations="同上次",
        hours=("每人", "60分钟"), photos="@photo 河道",
    )),
    # 端州 accepts 湖岸清洁行动, the fourth of those that wait.
    Step("2019-03-18 10:00", "吴刚", ("审核", "4", "通过")),
    Step("2019-03-18 12:00", "陈静", ("本期无活动",)),
    Step("2019-03-19 13:00", "钱晨", FORM + activity(
        CULTURE, "双语导览", "上周六", people="40", groups=[("游客", "1.5万余人次")], hours=("每人", "6小时"),
        media=[(PAGE, "https://mp.weixin.qq.com/s/guide", "3200", "昨天")],
    )),
    # The draft of a week ago: two organisations, two groups, and so on to the end.
    Step("2019-03-19 16:00", "林秀", (
        "填报", "1", "2", "残疾人", "12", "再加一项", "空巢老人", "30", "完成", "每人", "2小时",
        "512.5",
        "请中医师义诊，队员帮忙量血压。", "跳过", "跳过", "@photo 义诊", "完成", "没有", "提交",
    )),
    Step("2019-03-19 20:00", "李明", FORM + activity(
        NEW_ERA, "科普进校园", "3月15日", people="5位", groups=[("异地务工人员子女", "10")],
        hours=("每人", "3小时"), money="300", named=("王芳", "完成"), photos="@photo 科普",
    )),
    Step("2019-03-19 21:00", "苏敏", FORM + activity(
        GREEN, "清塘", "昨天", people="80余名", hours=("每人", "4小时"), photos="@photo 清塘",
    )),
    # 谭芳 links Telegram with the code she is given, answers as far as the person-times on the web, and goes
    # on on Telegram the next day.
    Step("2019-03-19 21:01", "谭芳", ("关联其他渠道",)),
    Step("2019-03-19 21:02", "谭芳", ("…",), channel="telegram"),
    Step("2019-03-19 21:10", "谭芳", (*FORM, POVERTY, "助学辅导", "同上次", "白土小学", "3月16日",
    "下午1点到5点半", "6")),
    Step("2019-03-20 08:00", "曾伟", FORM + activity(
        GOVERNANCE, "车站便民", "周一", span="晚上7点到9点", people="5名", groups=[("旅客", "近千名")],
        hours=("每人", "2小时"), money="0",
    )),
    Step("2019-03-20 10:30", "谭芳", (
        "1", "农村留守儿童", "10", "完成", "1", "4小时30分", "96.5元", "给孩子辅导作业。",
        "跳过", "跳过", "@photo 辅导", "完成", "没有", "提交",
    ), channel="telegram"),
    # 李明 sees that fifteen came, not five, and corrects the report.
    Step("2019-03-20 21:00", "李明", ("我的填报", "1", "修改这份填报", "7", "15", "提交")),
    Step("2019-03-21 10:00", "林秀", FORM + activity(
        POVERTY, "上门理发", "3月19日", people="三十人", organisations="同上次", groups=[("空巢老人", "42")],
        hours=("合计", "45"), photos="@photo 上门",
    )),
    Step("2019-03-21 20:00", "罗军", FORM + activity(
        GREEN, "义务植树", "今天", people="1000余人", organisations="3", hours=("每人", "3小时"),
        money="1.5万",
        media=[(PRINT, "跳过", "跳过", "跳过")], photos="@photo 树苗",
    )),
    # 高要 sees that there is a nought too many, and 罗军 puts it right before the deadline.
    Step("2019-03-21 21:00", "何丽", ("审核", "1", "退回修改", "人次多写了一个零，请核对")),
    Step("2019-03-21 21:40", "罗军", ("1", "7", "100", "提交")),
    Step("2019-03-22 09:30", "赵欣", ("1", *activity(
        CITY_WORK, "食堂光盘", "周三", span="中午11:30至12:30", people="11", hours=("每人", "1小时"),
        money="0",
    ))),
    # 清塘 was another team's: it is withdrawn.
    Step("2019-03-22 12:00", "苏敏", ("我的填报", "1", "撤回这份填报")),
)

#: 22–28 March.
FOURTH_WEEK = (
    Step("2019-03-24 18:00", "孙燕", FORM + activity(
        CITY_WORK, "第二次便民集市", "昨天", people="64", organisations="7", groups=[("居民", "110")],
        hours=("每人", "2小时"), money="840", photos="@photo 集市4",
    )),
    Step("2019-03-24 20:00", "钱晨", FORM + activity(
        GOVERNANCE, "英语角", "今天", people="10", groups=[("同学", "10")], hours=("每人", "一个半小时"),
    )),
    Step("2019-03-25 10:00", "罗军", FORM + activity(
        GREEN, "防火宣传", "昨天", people="2", groups=[("村民", "31")], hours=("每人", "3小时30分"),
        money="0",
    )),
    Step("2019-03-25 12:00", "林秀", FORM + activity(
        POVERTY, "金晖助老", "今天", people="30", organisations="2", groups=[("空巢老人", "64")],
        hours=("每人", "2.5小时"),
    )),
    Step("2019-03-26 10:00", "谭芳", ("本期无活动",), channel="telegram"),
    Step("2019-03-26 19:30", "黄勇", FORM + activity(
        GREEN, "巡河保洁", "今天", people="15", hours=("每人", "2小时"), money="0", photos="@photo 保洁",
    )),
    Step("2019-03-26 20:10", "冯磊", FORM + activity(
        POVERTY, "入户走访", "今天", people="10余人", groups=[("村民", "31人")], hours=("每人", "2小时"),
    )),
    Step("2019-03-27 07:50", "曾伟", FORM + activity(
        GOVERNANCE, "车站便民", "昨天", people="5", groups=[("居民", "42")], hours=("每人", "2小时"),
        money="0",
    )),
    Step("2019-03-27 20:00", "陈静", FORM + activity(
        CITY_WORK, "服务进小区", "今天", people="28", organisations="2", groups=[("居民", "42")],
        hours=("合计", "56小时"),
    )),
    Step("2019-03-28 18:00", "苏敏", FORM + activity(
        GREEN, "猫屋清洁", "上周六", people="4", hours=("每人", "1.5小时"), photos="@photo 猫屋2",
    )),
    Step("2019-03-28 23:00", "赵欣", FORM + activity(
        CULTURE, "雷锋歌会", "今天", people="15", groups=[("同学", "1500余人")], hours=("每人", "3小时"),
        media=[(WEBSITE, "https://news.example.org/songs", "跳过", "跳过")],
    )),
    # After the deadline 孙燕 corrects the money: the report was in time and stays so.
    Step("2019-03-29 10:00", "孙燕", ("我的填报", "1", "修改这份填报", "12", "950", "提交")),
    # Joint with the college, equal figures, across two committees: each counts it, the city once.
    Step("2019-03-29 11:00", "孙燕", FORM + activity(
        CULTURE, "雷锋歌会", "昨天", people="15", organisations="2", groups=[("同学", "1500")],
        hours=("每人", "3小时"),
    )),
    Step("2019-03-30 20:00", "钱晨", FORM + activity(
        CULTURE, "读书分享会", "今天", people="40", hours=("每人",
    "1小时"))),
)

#: The final summaries, by 3 April.
SUMMARIES = (
    Step("2019-03-29 15:00", "李明", ("填报", "2", *summary("三月开展活动五场，群众得实惠。",
    photos="@photo 总结1"))),
    Step("2019-03-29 16:00", "钱晨", (
        "填报", "2", *summary("外语志愿服务四场。", "陈同学一年服务300小时。"))),
    *(
        Step(f"2019-04-01 {hour:02d}:00", who, ("1", *summary("本月活动小结：群众满意。")))
        for hour, who in enumerate(("陈静", "黄勇", "林秀", "冯磊", "苏敏", "曾伟"), 10)
    ),
    Step("2019-04-01 17:00", "谭芳", ("1", *summary("助学两场。")), channel="telegram"),
    Step("2019-04-02 20:00", "赵欣", ("1", *summary("四场活动的小结。"))),
    Step("2019-04-04 11:00", "邓辉", ("1", *summary("两场活动的小结。"))),
    # After the last of the weekly summaries the campaign is closed.
    Step("2019-04-08 10:00", "周敏", ("行动", "1", "结束行动", "1")),
)

STEPS = (*FIRST_WEEK, *SECOND_WEEK, *THIRD_WEEK, *FOURTH_WEEK, *SUMMARIES)

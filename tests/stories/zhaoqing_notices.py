"""Who is reminded when in Zhaoqing's month, worked out by hand from the deadlines and from who had filed.

Reminders go out at 09:00 three days before the last day, the day before, and on it; the overdue notice
when the quiet hours end, at 07:30. A period ends on Thursday, 24:00.
"""

from __future__ import annotations

TODAY, ONE, THREE, OVERDUE = "今天截止", "还有 1 天", "还有 3 天", "已截止"

#: Moment, what the reminder says of the time left, and who gets it.
REMINDERS = (
    # Opened on Wednesday at 10:00: the reminders of Monday and Wednesday are behind, Thursday's comes.
    # 李明 and 陈静 filed on Wednesday; 孙燕 leads the same team as 李明.
    ("2019-03-07 09:00", TODAY, "冯磊 曾伟 林秀 罗军 苏敏 谭芳 赵欣 邓辉 钱晨 黄勇"),
    ("2019-03-08 07:30", OVERDUE, "曾伟 林秀 罗军"),
    # 星湖, 城东, 城中 and 贞山 have filed for the second week by Sunday.
    ("2019-03-11 09:00", THREE, "冯磊 曾伟 林秀 罗军 谭芳 赵欣 钱晨 黄勇"),
    ("2019-03-13 09:00", ONE, "曾伟 林秀 罗军 赵欣 钱晨"),
    ("2019-03-14 09:00", TODAY, "曾伟 林秀 赵欣"),
    ("2019-03-15 07:30", OVERDUE, "曾伟 林秀"),
    # 邓辉 filed on Sunday, 黄勇 this morning at 08:00.
    ("2019-03-18 09:00", THREE, "冯磊 孙燕 曾伟 李明 林秀 罗军 苏敏 谭芳 赵欣 钱晨 陈静"),
    ("2019-03-20 09:00", ONE, "冯磊 林秀 罗军 谭芳 赵欣"),
    ("2019-03-21 09:00", TODAY, "冯磊 林秀 罗军 赵欣"),
    ("2019-03-22 07:30", OVERDUE, "冯磊 赵欣"),
    # 苏敏 withdraws her report of that week at noon: nothing that is behind is told again.
    ("2019-03-25 09:00", THREE, "冯磊 曾伟 林秀 罗军 苏敏 谭芳 赵欣 邓辉 陈静 黄勇"),
    ("2019-03-27 09:00", ONE, "苏敏 赵欣 邓辉 陈静"),
    ("2019-03-28 09:00", TODAY, "苏敏 赵欣 邓辉"),
    ("2019-03-29 07:30", OVERDUE, "邓辉"),
    # The summaries, due on Wednesday 3 April at 24:00; 星湖 and 外语 have filed theirs.
    ("2019-03-31 09:00", THREE, "冯磊 曾伟 林秀 罗军 苏敏 谭芳 赵欣 邓辉 陈静 黄勇"),
    ("2019-04-02 09:00", ONE, "罗军 赵欣 邓辉"),
    ("2019-04-03 09:00", TODAY, "罗军 邓辉"),
    ("2019-04-04 07:30", OVERDUE, "罗军 邓辉"),
)

#: Who of the organizers hears of which teams: the city of all, a committee of its own.
OVERDUE_LISTS = (
    ("2019-03-08 07:30", "周敏", "星光助老队 禄步护林队 玉器街便民队"),
    ("2019-03-08 07:30", "吴刚", "星光助老队"),
    ("2019-03-08 07:30", "何丽", "禄步护林队"),
    ("2019-03-08 07:30", "梁志", "玉器街便民队"),
    ("2019-03-15 07:30", "周敏", "星光助老队 玉器街便民队"),
    ("2019-03-15 07:30", "吴刚", "星光助老队"),
    ("2019-03-15 07:30", "梁志", "玉器街便民队"),
    ("2019-03-22 07:30", "周敏", "金渡义工队 青年志愿者协会"),
    ("2019-03-22 07:30", "何丽", "金渡义工队"),
    ("2019-03-22 07:30", "郑洁", "青年志愿者协会"),
    # 贞山 withdraws after the lists: it stands among the missing in Monday's summary.
    ("2019-03-29 07:30", "周敏", "城中义工队"),
    ("2019-03-29 07:30", "梁志", "城中义工队"),
    ("2019-04-04 07:30", "周敏", "禄步护林队 城中义工队"),
    ("2019-04-04 07:30", "何丽", "禄步护林队"),
    ("2019-04-04 07:30", "梁志", "城中义工队"),
)

#: The standings that each Monday's summary shows; who isn't named has filed in time.
STANDINGS = {
    "2019-W10": {"late": "星光助老队", "missing": "禄步护林队 玉器街便民队", "zero": "城中义工队"},
    "2019-W11": {"missing": "星光助老队 玉器街便民队", "zero": "白土助学队 外语志愿服务队"},
    "2019-W12": {"late": "青年志愿者协会", "missing": "金渡义工队 贞山环保队", "zero": "城东社区义工队"},
    "2019-W13": {"missing": "城中义工队", "zero": "白土助学队"},
    # The summaries: 城中 filed on the morning after.
    "2019-W14": {"late": "城中义工队", "missing": "禄步护林队"},
}

#: Lines of the city's summary texts.
TEXTS = {
    "2019-W10": (
        "这一周：活动 9 场，志愿者 385 人次，服务群众 344 人次，服务 1,144.5 小时。",
        "比前一周：活动 +6，志愿者人次 +275，服务人次 −1,205。",
        "累计：活动 12 场，志愿者 495 人次，服务群众 1,893 人次，服务 1,789.5 小时。",
        "报送：共 12 支服务队，已报 9（其中迟报 1），零报告 1，未报 2。",
    ),
    "2019-W13": (
        "这一周：活动 7 场，志愿者 143 人次，服务群众 1,679 人次，服务 276 小时。",
        "比前一周：活动 −1，志愿者人次 −83，服务人次 +486。",
        "累计：活动 37 场，志愿者 1,266 人次，服务群众 24,727 人次，服务 3,418.5 小时。",
        "报送：共 12 支服务队，已报 10（其中迟报 0），零报告 1，未报 1。",
    ),
}

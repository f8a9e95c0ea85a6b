"""The other four campaigns that ship: what three teams say in each, as people type it.

李明 leads 星湖义工队, 陈静 城东社区义工队, 黄勇 黄岗护河队; 周敏 organizes the city, 吴刚 their committee.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.stories.cast import Committee
from tests.stories.typed import SKIP, Step

COMMITTEES = {
    "端州区义工联": Committee(
        "吴刚",
        {"星湖义工队": ("李明",), "城东社区义工队": ("陈静",), "黄岗护河队": ("黄勇",)},
    )
}
ALL = "李明 陈静 黄勇"

# fmt: off
# Steps as a table: the formatter would give each word a line of its own.


def opening(at: str, number: str) -> Step:
    """The city opens the campaign of that number in the list, for all its teams."""
    return Step(at, "周敏", ("行动", "发起行动", number, "1", "1", "完成，通知 3 支服务队的负责人"))


def closing(at: str) -> Step:
    """The city ends it."""
    return Step(at, "周敏", ("行动", "1", "结束行动", "确认结束"))


def begun(*answers: str) -> tuple[str, ...]:
    """An activity report from the menu where there is a summary form too."""
    return ("填报", "1", *answers, "提交")


def photos(*names: str) -> Sequence[str]:
    """Pictures, and that they are all."""
    return (f"@photo {' '.join(names)}", "完成")


#: Once, by 27 February 2017: due that day at 24:00.
TAISHAN_2016 = (
    opening("2016-12-08 10:00", "3"),
    # 12 households are no persons: they are asked for and kept by themselves.
    Step("2017-01-08 15:00", "李明", (
        "填报", "1", "探访贫困户", "今天", "台城", "10名", "12户", "每人", "半天", "3小时", "2400元",
        "米、油和春联",
        "10名党员义工探访困难家庭，送去米油。", *photos("探访"), "没有", "提交",
    )),
    Step("2017-02-20 10:00", "李明", (
        "填报", "4", "温暖回家路", "1月25日", "汽车站", "20", "合计", "80小时", SKIP, SKIP,
        "为返乡旅客搬行李、倒热水。", *photos("车站"), "没有", "提交",
    )),
    Step("2017-02-26 20:00", "陈静", (
        "1", "2", "微愿成真", "1月15日", "水步镇", "8", "20个", "每人", "2", "1000", "书包和文具",
        "为二十名孩子圆了微心愿。", *photos("心愿"), "没有", "提交",
    )),
    Step("2017-03-01 10:00", "黄勇", (
        "1", "5", "爱心助学", "1月10日", "端芬镇", "6人", "每人", "4小时", "500", "学习用品",
        "看望六名学生。", SKIP, "没有", "提交",
    )),
    closing("2017-03-07 10:00"),
)

#: News at any time, a summary by 30 April 2020.
TAISHAN_2020 = (
    opening("2020-03-02 10:00", "4"),
    Step("2020-03-15 16:00", "李明", begun(
        "3", "企业复工测温", "昨天", "工业园", "12", "每人", "4小时", "为复工员工测量体温。", SKIP,
        *photos("测温"), "没有",
    )),
    Step("2020-03-20 16:00", "陈静", begun(
        "网络文明创作", "战疫短视频", "3月18日", "线上", "5", "6件", "合计", "15小时",
        "拍摄六条防疫短视频。", SKIP,
        *photos("短视频"), "没有",
    )),
    # 49 of 100 cards: a warning at the review. One more, and it is gone.
    Step("2020-04-20 10:00", "李明", (
        "填报", "2", "两个月测温、代买。", "100", "49", "不申报", *photos("总结"))),
    Step("2020-04-20 10:05", "李明", ("3", "50")),
    Step("2020-04-20 10:10", "李明", ("提交",)),
    # 98 of 200 are 49 % as well: true, so it is sent as it stands, with a project.
    Step("2020-04-29 12:00", "陈静", (
        "1", "拍摄短视频，效果好。", "200", "98", "申报", "“代买到家”：为独居老人代买药品", *photos("成果"))),
    Step("2020-04-29 12:05", "陈静", ("提交",)),
    closing("2020-05-08 10:00"),
)

#: Activities at any time, the whole by 10 April 2010; numbers of promised acts, never names of children.
HECHI_2010 = (
    opening("2010-01-29 10:00", "2"),
    Step("2010-02-06 20:00", "李明", begun(
        "1", "结对见面", "今天", "乡中心小学", "15", "15对", "12", "3", "12", "5次", "8", "2",
        "志愿者和孩子见面，送去书包。", *photos("见面"), "没有",
    )),
    Step("2010-02-21 20:00", "李明", begun(
        "1", "电话陪伴", "昨天", "线上", "10", "15", "10", SKIP, "10个", SKIP, "没有", SKIP,
        "每人给孩子打一次电话。", SKIP, "没有",
    )),
    Step("2010-02-27 12:00", "陈静", begun(
        "2", "共读一本书", "2月27日", "村小学", "6", "10", "10", "10本", "10封", "4",
        "小伙伴一起读书、写信。", *photos("读书"), "没有",
    )),
    # More pairs take part than there are: a warning, and the right number.
    Step("2010-02-28 12:00", "黄勇", (
        "填报", "1", "1", "陪过周末", "今天", "城东", "5", "5", "50", SKIP, SKIP, "5", SKIP, SKIP,
        "陪孩子过周末。",
        *photos("周末"), "没有")),
    Step("2010-02-28 12:05", "黄勇", ("6", "5", "提交")),
    Step("2010-04-01 10:00", "李明", ("填报", "2", "结对15对，开展活动两场。", "结对卡一人一张。", SKIP,
    "提交")),
    Step("2010-04-09 20:00", "陈静", ("1", "共读活动一场。", SKIP, SKIP, "提交")),
    closing("2010-04-13 10:00"),
)

#: Within seven days after each activity, March to December 2017; the leaders say beforehand what they plan.
GUANGXI_2017 = (
    opening("2017-03-01 10:00", "1"),
    Step("2017-03-02 09:30", "李明", ("活动计划", "登记一场活动", "微心愿认领", "3月8日")),
    Step("2017-03-02 10:30", "陈静", ("活动计划", "登记一场活动", "社区义诊", "3月18日")),
    Step("2017-03-02 11:30", "黄勇", ("活动计划", "登记一场活动", "农技下乡", "3月22日")),
    # Not held: nothing is owed, and nobody is reminded.
    Step("2017-03-10 11:30", "黄勇", ("活动计划", "取消：农技下乡")),
    # What the plan told is not asked again: after the school comes the place.
    Step("2017-03-13 20:00", "李明", (
        "1", "3", "白沙小学", "白沙小学", "30人", "认领微心愿，送去文具。", "60", SKIP, *photos("心愿墙"),
        "没有", "提交",
    )),
    # Held without a plan: welcome all the same.
    Step("2017-03-20 20:00", "黄勇", (
        "填报", "4", "单位爱心洗车", "3月17日", "单位停车场", "12", "为困难职工募捐。", "40", SKIP, SKIP,
        "没有", "提交",
    )),
    Step("2017-03-27 10:00", "陈静", (
        "1", "2", "社区", "224名", "为居民量血压、发药。", "3000多人", SKIP, *photos("义诊"), "没有", "提交",
    )),
    closing("2017-12-31 10:00"),
)
# fmt: on

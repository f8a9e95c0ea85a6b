"""What is reported in the demo: forms as their leaders fill them in. All names and figures are made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
#: A line that stands for a photo: its scene follows.
PHOTO = "@photo "


@dataclass(frozen=True)
class Said:
    """Lines that somebody said at a moment."""

    at: datetime
    who: str
    lines: tuple[str, ...]


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2019, 3, day, hour, minute, tzinfo=ZONE)


def _filed(*answers: str) -> tuple[str, ...]:
    return ("填报活动", "1", *answers, "提交")


LAST_WEEK = (
    Said(
        _at(7, 16, 5),
        "李明",
        _filed(
            "1", "学雷锋日便民服务集市", "端州区义工联", "牌坊广场", "3月5日", "9:00-11:30", "26人", "2",
            "跳过", "1", "2.5小时", "680元", "设理发、量血压、小家电维修等8个摊位，服务近300人次。", "跳过",
            "王芳、张伟", f"{PHOTO}street", "完成", "跳过",
        ),
    ),
    Said(
        _at(7, 17, 30),
        "陈静",
        _filed(
            "2", "空巢老人上门探访", "城东社区居委会", "城东社区", "3月6日", "14:30-17:00", "15人", "1",
            "3", "32", "1", "1", "2.5小时", "1800元", "分三组探访32位老人，送上米油并帮忙打扫。", "跳过",
            "跳过", f"{PHOTO}village", "完成", "跳过",
        ),
    ),
    Said(_at(7, 20, 0), "何涛", ("本期无活动",)),
    Said(
        _at(8, 10, 20),
        "黄丽",
        _filed(
            "3", "河堤植树", "高要区义工联", "南岸河堤", "3月7日", "8:30-11:30", "40人", "3",
            "跳过", "1", "3小时", "2600元", "种下树苗120棵，补栽绿篱约200米。", "跳过",
            "跳过", "跳过", "跳过",
        ),
    ),
)  # fmt: skip


#: What other teams report while the demo's clock goes on.
THIS_WEEK = (
    Said(
        _at(13, 16, 10),
        "陈静",
        _filed(
            "3", "植树节护绿行动", "城东社区居委会", "城东河滨公园", "3月12日", "8:30-11:30", "22人", "2",
            "跳过", "1", "3小时", "900元", "栽种树苗60棵，为120棵树木挂牌。", "跳过",
            "跳过", f"{PHOTO}village", "完成", "跳过",
        ),
    ),
    Said(
        _at(14, 20, 30),
        "黄丽",
        _filed(
            "2", "困境儿童学习用品捐赠", "高要区义工联", "南岸小学", "3月13日", "15:00-17:00", "18人", "1",
            "6", "45", "1", "1", "2小时", "3200元", "向45名学生送上书包和文具，并辅导作业。", "跳过",
            "跳过", "跳过", "跳过",
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """A report that the page can file for the leader, once its activity was held."""

    title: str
    held_at: datetime
    lines: tuple[str, ...]


PREPARED = (
    Prepared(
        "文明交通护学岗",
        _at(11, 8, 10),
        _filed(
            "1", "文明交通护学岗", "端州区义工联", "实验小学门口", "今天", "7:10-8:10", "十二人", "2",
            "跳过", "1", "一小时", "0", "12名志愿者在校门口引导车辆，护送300多名学生过马路。", "跳过",
            "王芳、张伟", f"{PHOTO}street", "完成", "跳过",
        ),
    ),
    Prepared(
        "周末图书角整理",
        _at(16, 11, 30),
        _filed(
            "4", "周末图书角整理", "星湖社区居委会", "星湖社区", "3月16日", "9:00-11:30", "12人", "1",
            "跳过", "1", "2.5小时", "0", "整理图书900多册，给20个孩子读绘本。", "跳过",
            "王芳、刘洋", f"{PHOTO}lake", "完成", "跳过",
        ),
    ),
)  # fmt: skip

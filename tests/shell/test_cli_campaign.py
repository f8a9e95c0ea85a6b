"""A whole campaign from a shell script, in 2019: set up, invite, report, remind, review, sum up."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image

from tests.shell.cli_kit import Shell, shell

__all__ = ["shell"]

REPORT = (
    "3", "星湖湖岸清洁行动", "端州区义工联", "星湖湿地公园", "3月5日", "8:30-11:00", "28人", "2", "跳过", "1",
    "2.5小时", "420元", "清理垃圾约30袋。", "跳过", "王芳", "完成", "@photo lake.jpg", "完成", "跳过",
)  # fmt: skip


def code_in(said: str) -> str:
    found = re.search(r"/join/([\w-]{16})", said)
    assert found, said
    return found[1]


def set_up(shell: Shell) -> None:
    """A city with two teams; 李明 leads the one, 王芳 serves in it; 陈静 leads the other."""
    shell.run("init", "--name", "周敏", "--organisation", "肇庆市志愿者联合会", "--at", "2019-03-05T09:00")
    for team, leader in (("星湖义工队", "李明"), ("城东社区义工队", "陈静")):
        invited = shell.talk("周敏", "2019-03-05T09:05", "/newteam", team, "邀请服务队负责人")
        welcome = shell.talk(leader, "2019-03-05T10:00", more=("--code", code_in(invited)))
        assert f"欢迎您，{leader}" in welcome
    invited = shell.talk("李明", "2019-03-05T10:10", "/invite volunteer")
    # The whole link does as well.
    shell.talk("王芳", "2019-03-05T11:00", more=("--code", f"http://127.0.0.1:8080/join/{code_in(invited)}"))


def test_a_whole_campaign_can_be_played_from_a_script(shell: Shell) -> None:
    set_up(shell)
    assert "王芳\t星湖义工队: volunteer" in shell.run("people").stdout
    opened = shell.talk("周敏", "2019-03-05T14:00", "/newcampaign", "5", "就用这份，开启", "1")
    assert "2019年肇庆学雷锋志愿服务行动月" in opened

    reminded = shell.run("tick", "--print", "--at", "2019-03-07T09:00").stdout
    assert "bot → 李明: " in reminded
    assert "bot → 陈静: " in reminded
    assert "今天截止" in reminded
    assert shell.run("tick", "--print", "--at", "2019-03-07T09:00").stdout == ""

    Image.effect_noise((320, 240), 60).convert("RGB").save("lake.jpg")
    filed = shell.talk("李明", "2019-03-07T10:00", "填报活动", "1", *REPORT, "提交")
    number = re.search(r"LF19-0001", filed)
    assert number, filed

    missing = shell.run("tick", "--print", "--at", "2019-03-08T07:30").stdout
    assert re.search(r"bot → 周敏: .*1 支服务队未报", missing)
    assert "城东社区义工队" in missing
    assert "bot → 李明" not in missing

    assert "待审核" in shell.talk("王芳", "2019-03-08T12:00", "/hours")
    shell.talk("周敏", "2019-03-08T12:10", "/accept 1")
    assert "已通过审核的服务时数：2 小时 30 分钟" in shell.talk("王芳", "2019-03-08T12:20", "/hours")

    summary = shell.run("tick", "--print", "--at", "2019-03-11T08:30").stdout
    assert "活动 1 场，志愿者 28 人次" in summary
    assert "(picture: 肇庆市志愿者联合会-20190304-20190310.png)" in summary
    assert Path("var/yidong.db").is_file()


def test_without_print_what_is_due_waits_for_the_talk(shell: Shell) -> None:
    set_up(shell)
    shell.talk("周敏", "2019-03-05T14:00", "/newcampaign", "5", "就用这份，开启", "1")
    assert shell.run("tick", "--at", "2019-03-07T09:00").stdout == "3 things were due\n", (
        "two reminders, and that the campaign is new"
    )
    assert "今天截止" in shell.talk("李明", "2019-03-07T09:05")
    assert "今天截止" not in shell.talk("李明", "2019-03-07T09:06")

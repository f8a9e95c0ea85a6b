"""Each command, and the one clear line it ends with when it can't be done."""

from __future__ import annotations

import io
import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from bot.channels.telegram.channel import TokenRefusedError
from bot.commands import cli
from handlers.rules.campaign_file import FILES
from tests.conversations.test_golden import FILES as TALKS
from tests.shell.cli_kit import Shell, shell

__all__ = ["shell"]

AT = ("--at", "2019-03-05T09:00")


@pytest.fixture
def city(shell: Shell) -> Shell:
    shell.run("init", "--name", "周敏", "--organisation", "肇庆市志愿者联合会", *AT)
    return shell


def test_without_a_command_the_help_lists_them(shell: Shell) -> None:
    said = shell.run("--help").stdout
    for command in ("run", "demo", "init", "people", "link", "chat", "tick", "backup", "restore", "check"):
        assert f"\n  {command} " in said


def test_init_gives_the_first_organizer_a_link_and_is_done_once(shell: Shell) -> None:
    link = shell.run("init", "--name", "周敏").stdout
    assert link.startswith("http://127.0.0.1:8080/c/")
    assert shell.run("people").stdout == "1\t周敏\t志愿者联合会: organizer\n"
    assert shell.run("link", "周敏").stdout == link
    assert shell.run("link", "1").stdout == link
    assert "is set up already" in shell.refused("init", "--name", "周敏")


@pytest.mark.parametrize("name", ["", "  ", "名" * 41, "名" * 300, "周\n敏", "周\x1b[31m敏", "周\u202e敏"])
def test_init_takes_no_name_that_the_chat_would_not(shell: Shell, name: str) -> None:
    error = shell.refused("init", "--name", name)
    assert error == "--name: should be 1 to 40 characters on one line"
    error = shell.refused("init", "--name", "周敏", "--organisation", name * 2)
    assert error == "--organisation: should be 1 to 60 characters on one line"
    assert not Path("var/yidong.db").exists()


def test_a_link_of_one_database_is_none_of_another(shell: Shell) -> None:
    first, second = (
        shell.run("init", "--name", "周敏", "--database", f"sqlite:///{name}.db").stdout for name in "ab"
    )
    assert first != second


def test_the_list_of_people_has_nothing_that_a_terminal_obeys(city: Shell) -> None:
    with sqlite3.connect("var/yidong.db") as database:
        database.execute("UPDATE people SET name = ?", ("周\x1b[31m\t敏",))
    database.close()
    assert city.run("people").stdout == "1\t周�[31m�敏\t肇庆市志愿者联合会: organizer\n"


@pytest.mark.parametrize("at", ["2000-01-01", "2100-12-31T23:59"])
def test_the_clock_may_stand_at_the_ends_of_its_years(city: Shell, at: str) -> None:
    assert city.run("tick", "--at", at).stdout.endswith("things were due\n")
    assert "肇庆市志愿者联合会" in city.talk("周敏", at, "/teams")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("people", "--database", "mysql://a/b"), "--database: mysql is not supported"),
        (("people", "--database", "nonsense"), "--database: should look like"),
        (("people", "--database", "sqlite:///no/such.db"), "there is no database no/such.db"),
        (("chat", "--as", "周敏", "--database", "sqlite:///no.db"), "there is no database no.db"),
        (("tick", "--at", "gestern"), "--at: 'gestern' is no moment"),
        (("tick", "--at", "2019-02-30T10:00"), "--at: '2019-02-30T10:00' is no moment"),
        (("tick", "--at", "0001-01-01"), "--at: '0001-01-01' is outside the years 2000 to 2100"),
        (("tick", "--at", "9999-12-31"), "--at: '9999-12-31' is outside the years 2000 to 2100"),
        (("chat", "--as", "周敏", "--at", "1999-12-31T23:59Z"), "--at: '1999-12-31T23:59Z' is outside"),
        (("link", "赵云"), "nobody is called 赵云"),
        (("link", "99999999999999999999"), "nobody is called 99999999999999999999"),
        (("chat", "--as", "赵云"), "nobody is called 赵云"),
        (
            ("chat", "--as", "赵云", "--code", "http://127.0.0.1:8080/join/AAAAAAAAAAAAAAAA"),
            "AAAAAAAAAAAAAAAA: ",
        ),
        (("check", "no.yaml"), "no.yaml: No such file"),
        (("check", "."), ".: Is a directory"),
        (("run",), "127.0.0.1 port 1: Permission denied"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cant_be_done_is_said_in_one_line(
    city: Shell, words: tuple[str, ...], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if words == ("run",):
        monkeypatch.setattr("bot.serving.socket.create_server", _refuse)
        monkeypatch.setenv("YIDONG_WEB_PORT", "1")
    assert named in city.refused(*words)


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_port_that_is_taken_is_named(city: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("YIDONG_WEB_PORT", str(port))
        taken_there = f"127.0.0.1 port {port}: Address already in use"
        assert city.refused("run") == f"YIDONG_WEB_PORT: {taken_there}"
        told = city.refused("demo", "--port", str(port))
    assert told.startswith(f"--port: {taken_there}; another `make run` may be running")
    assert "make run PORT=8090" in told and "0 is any free one" in told, "what to do"


def test_the_figures_port_that_is_taken_is_named(city: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
        port = taken.getsockname()[1]
        monkeypatch.setenv("YIDONG_METRICS_PORT", str(port))
        monkeypatch.setenv("YIDONG_WEB_PORT", str(free.getsockname()[1]))
        free.close()
        assert city.refused("run") == f"YIDONG_METRICS_PORT: 127.0.0.1 port {port}: Address already in use"


def _ends_with(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    async def end(_: object) -> None:
        raise fault

    monkeypatch.setattr("bot.commands._run", end)


def test_a_token_that_telegram_refuses_is_said_in_one_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ends_with(TokenRefusedError("no"), monkeypatch)
    assert shell.refused("run") == "YIDONG_TELEGRAM_TOKEN: Telegram refuses this token"


def test_a_part_that_failed_is_in_the_log_with_its_traceback(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _ends_with(ZeroDivisionError("turns"), monkeypatch)
    shell.run("run", ends=1)
    (record,) = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert "all of it ends" in record.message
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError


def test_a_wrong_setting_is_named(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIDONG_WEB_PORT", "many")
    assert shell.refused("people").startswith("YIDONG_WEB_PORT: ")


def test_a_postgresql_that_isnt_there_is_named_without_its_password(shell: Shell) -> None:
    url = "postgresql://yidong:secret@127.0.0.1:1/yidong"
    error = shell.refused("people", "--database", url)
    assert "127.0.0.1:1/yidong can't be used" in error
    assert "refused" in error
    assert "secret" not in error


def test_a_file_that_is_no_database_is_named(shell: Shell) -> None:
    Path("letter.db").write_text("dear all, " * 200)
    error = shell.refused("people", "--database", "sqlite:///letter.db")
    assert "letter.db can't be used: file is not a database" in error


def test_a_database_of_a_later_version_is_named(city: Shell) -> None:
    with sqlite3.connect("var/yidong.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "it was made by another version" in city.refused("people")


def test_two_of_a_name_are_told_apart_by_their_ids(city: Shell) -> None:
    for _ in range(2):
        invited = city.talk("周敏", "2019-03-05T09:10", "/invite organizer")
        code = invited.partition("/join/")[2][:16]
        city.run("chat", "--as", "李明", "--code", code, *AT)
    assert "several are called 李明" in city.refused("link", "李明")
    assert city.run("link", "2").stdout.startswith("http")


def test_the_shipped_campaigns_are_good(shell: Shell) -> None:
    for file in sorted(FILES.glob("*.yaml")):
        assert shell.run("check", str(file)).stdout.startswith(f"{file}: good (")


def test_all_that_is_wrong_with_a_campaign_is_said_with_its_lines(shell: Shell) -> None:
    text = (FILES / "zhaoqing-2019.yaml").read_text("utf-8")
    broken = text.replace("starts_on: 2019-03-01", "starts_on: March").replace("kind: fixed", "kind: fixt")
    Path("mine.yaml").write_text(broken, "utf-8")
    result = shell.run("check", "mine.yaml", ends=1)
    line = broken[: broken.index("starts_on")].count("\n") + 1
    first, second = result.stderr.splitlines()
    assert first.startswith(f"mine.yaml:{line}: period.starts_on: ")
    assert "deadlines" in second
    assert result.stdout == ""


def test_a_pipe_is_read_to_its_end_and_answered_line_by_line(city: Shell) -> None:
    said = city.talk("周敏", "2019-03-05T09:10", "/help", "", "   ", "胡说八道", "/teams")
    assert said.count("肇庆市志愿者联合会") == 2
    assert "没明白" in said


def test_bytes_that_are_no_utf8_end_nothing(city: Shell) -> None:
    result = CliRunner().invoke(cli, ["chat", "--as", "周敏"], input=b"\xc4\xe3\xba\xc3\n/teams\n")
    assert result.exit_code == 0
    assert "肇庆市志愿者联合会" in result.stdout


def test_a_transcript_looks_like_a_golden_talk(city: Shell) -> None:
    city.talk("周敏", "2019-03-05T09:10", "/newteam", "星湖义工队")
    said = city.talk("周敏", "2019-03-05T09:10", "/teams", "菜单", more=("--transcript",))
    lines = said.splitlines()
    assert lines[:3] == ["@at 2019-03-05 09:10", "@as 周敏", "you: /teams"]
    golden = TALKS[0].read_text("utf-8").splitlines()
    starts = ("@", "#", "you: ", "bot: ", "bot → ", "  ")
    for line in [*lines, *golden]:
        assert not line.strip() or line.startswith(starts)
    assert [line for line in lines if line.startswith("you: ")] == ["you: /teams", "you: 菜单"]


def _terminal(lines: list[str | type[BaseException]], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody types these lines at a terminal; the prompts they saw."""
    prompts: list[str] = []
    left: Iterator[str | type[BaseException]] = iter(lines)

    def read(prompt: str) -> str:
        prompts.append(prompt)
        line = next(left)
        if isinstance(line, str):
            return line
        raise line

    monkeypatch.setattr("builtins.input", read)
    monkeypatch.setattr("bot.talk.sys", _Terminal())
    return prompts


class _Terminal:
    """A `sys` whose standard input is a terminal."""

    class stdin(io.StringIO):
        @staticmethod
        def isatty() -> bool:
            return True


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt], ids=["Ctrl-D", "Ctrl-C"])
def test_a_terminal_has_a_prompt_and_ends_quietly(
    city: Shell, end: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = _terminal(["/teams", "@photo nothing.jpg", "/help", end], monkeypatch)
    result = city.run("chat", "--as", "周敏", *AT)
    assert prompts == ["周敏> "] * 4
    assert result.stderr == "@photo: there is no file nothing.jpg\n"
    assert result.stdout.count("肇庆市志愿者联合会") == 2
    assert result.stdout.endswith("\n\n")


def test_photos_of_the_console_are_looked_through_like_any_other(city: Shell) -> None:
    Image.effect_noise((64, 64), 80).convert("RGB").save("合影 1.jpg")
    Path("letter.jpg").write_text("no picture")
    said = city.talk("周敏", "2019-03-05T09:10", "@photo '合影 1.jpg' letter.jpg", "@photo letter.jpg")
    assert "活动照片由服务队负责人填报时发" in said
    with sqlite3.connect("var/yidong.db") as database:
        assert database.execute("SELECT count(*) FROM photos").fetchone() == (1,)
    database.close()
    error = city.refused("chat", "--as", "周敏", said="/help\n@photo 合影.jpg\n")
    assert error == "@photo: there is no file 合影.jpg"
    for name in ("x" * 5000, "~nobody-is-called-so/a.jpg", "a\0.jpg"):
        assert "there is no file" in city.refused("chat", "--as", "周敏", said=f"@photo {name}\n")
    assert "No closing quotation" in city.refused("chat", "--as", "周敏", said="@photo 'a.jpg\n")


def test_readline_is_no_need(monkeypatch: pytest.MonkeyPatch, city: Shell) -> None:
    monkeypatch.setitem(sys.modules, "readline", None)
    _terminal([EOFError], monkeypatch)
    city.run("chat", "--as", "周敏", *AT)

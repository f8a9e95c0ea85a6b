from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

from bot.log import QUIET, set_up_log, turn_id
from bot.settings import Settings
from handlers.messages import Message
from storage.database import Database

TOKEN = "123456789:AAH" + "x" * 32
log = logging.getLogger("bot.test")


@pytest.fixture
def kept() -> Iterator[None]:
    """The log as it was, put back afterwards."""
    root, level = logging.root.handlers[:], logging.root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    yield
    logging.captureWarnings(False)
    logging.root.handlers[:] = root
    logging.root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def opened(tmp_path: Path, *, as_json: bool = False) -> io.StringIO:
    """A log that writes to memory."""
    stream = io.StringIO()
    settings = Settings(
        data_folder=tmp_path,
        telegram_token=SecretStr(TOKEN),
        telegram_webhook_secret=SecretStr("webhook-geheim"),
        secret=SecretStr("geheim" * 6),
        log_json=as_json,
    )
    set_up_log(settings, stream)
    return stream


pytestmark = pytest.mark.usefixtures("kept")


def test_a_line_is_key_and_value(tmp_path: Path) -> None:
    stream = opened(tmp_path)
    token = turn_id.set("telegram:7")
    log.info("%s saved", "report 3", extra={"minutes": 90, "place": "台山 文化馆"})
    turn_id.reset(token)
    log.info("done")
    first, second = stream.getvalue().splitlines()
    at, _, rest = first.partition(" ")
    assert at.startswith("at=20")
    assert at.endswith("+00:00")
    assert rest == (
        'level=info name=bot.test turn_id=telegram:7 message="report 3 saved" minutes=90 place="台山 文化馆"'
    )
    assert second.endswith("level=info name=bot.test message=done")


def test_a_line_is_one_json_object(tmp_path: Path) -> None:
    stream = opened(tmp_path, as_json=True)
    token = turn_id.set("t")
    log.warning('two\nlines and "quotes"', extra={"count": 2})
    turn_id.reset(token)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told.pop("at").startswith("20")
    assert told == {
        "level": "warning",
        "name": "bot.test",
        "turn_id": "t",
        "message": 'two\nlines and "quotes"',
        "count": "2",
    }


def test_nobodys_words_forge_a_line(tmp_path: Path) -> None:
    stream = opened(tmp_path)
    log.info("said: %s", "hello\nat=2026 level=error name=bot message=broken")
    assert len(stream.getvalue().splitlines()) == 1


def test_a_traceback_is_marked(tmp_path: Path) -> None:
    stream = opened(tmp_path)
    try:
        raise ValueError(f"refused by https://api.telegram.org/bot{TOKEN}/sendMessage")
    except ValueError:
        log.exception("not sent")
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith('message="not sent"')
    assert all(line.startswith("    | ") for line in rest)
    assert rest[-1] == "    | ValueError: refused by https://api.telegram.org/bot<secret>/sendMessage"


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        (f"https://api.telegram.org/file/bot{TOKEN}/photo.jpg", "/file/bot<secret>/photo.jpg"),
        (f"https://api.telegram.org/bot987654321:BB{'y' * 33}/getMe", "/bot<token>/getMe"),
        ("header webhook-geheim", "header <secret>"),
        ("signed with " + "geheim" * 6, "signed with <secret>"),
        ("GET /c/eyJhIjoxfQ.Zm9v-_~x?page=2", "GET /c/<token>?page=2"),
        ("postgresql://yidong:geheim@db:5432/yidong", "postgresql://yidong:<password>@db:5432/yidong"),
    ],
)
def test_secrets_do_not_stand_in_the_log(tmp_path: Path, secret: str, shown: str, as_json: bool) -> None:
    stream = opened(tmp_path, as_json=as_json)
    log.info("%s", secret)
    log.info("as an extra", extra={"url": secret})
    log.info({"nested": [secret]})
    lines = stream.getvalue().splitlines()
    assert [shown in line for line in lines] == [True] * 3
    assert not any(secret in line or "geheim" in line for line in lines)


def test_ordinary_words_are_left_alone(tmp_path: Path) -> None:
    stream = opened(tmp_path, as_json=True)
    words = "at 12:30, see http://a.cn/x@y or /campaigns/7; 人次:20"
    log.info(words)
    assert json.loads(stream.getvalue())["message"] == words


def test_libraries_are_quiet_but_for_warnings(tmp_path: Path) -> None:
    stream = opened(tmp_path)
    for name in (*QUIET, "apscheduler.scheduler"):
        logging.getLogger(name).info("busy")
        logging.getLogger(name).warning("trouble")
    assert stream.getvalue().count("busy") == 0
    assert stream.getvalue().count("trouble") == len(QUIET) + 1


def test_what_a_library_set_up_for_itself_is_replaced(tmp_path: Path) -> None:
    own = io.StringIO()
    uvicorn, access = logging.getLogger("uvicorn"), logging.getLogger("uvicorn.access")
    for logger in (uvicorn, access):
        logger.addHandler(logging.StreamHandler(own))
        logger.propagate = False
    stream = opened(tmp_path)
    access.warning("GET /c/geheim")
    assert own.getvalue() == ""
    assert "/c/<token>" in stream.getvalue()


def test_a_second_setting_up_replaces_the_first(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    log.info("once")
    assert first.getvalue() == ""
    assert second.getvalue().count("once") == 1


def test_warnings_are_logged(tmp_path: Path) -> None:
    stream = opened(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    logging.captureWarnings(False)
    assert "DeprecationWarning" in stream.getvalue()


def test_what_a_person_wrote_and_codes_stay_out(tmp_path: Path) -> None:
    stream = opened(tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(OperationalError) as failed, database.begin() as session:
        session.execute(sql("SELECT * FROM nowhere WHERE name = :name"), {"name": "李明"})
    database.dispose()
    with pytest.raises(ValidationError) as wrong:
        Message.model_validate({"text": {"name": "李明"}})
    log.error("a turn failed\n%s\n%s", failed.value, wrong.value)
    log.error("one\n[SQL: …]\n[parameters: ('李明',\n '王芳')]\nand on")
    log.info("/join/jXuy-MMb4vBlA0bW and https://t.me/bot?start=jXuy-MMb4vBlA0bW")
    told = stream.getvalue()
    assert "nowhere" in told
    assert "input_value=<hidden>" in told
    assert "and on" in told
    assert not {"李", "王", "jXuy"} & {told[n : n + size] for size in (1, 4) for n in range(len(told))}

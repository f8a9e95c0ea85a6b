from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings, variable

TOKEN = "123456789:AAH" + "x" * 32
EXAMPLE = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings from the machine, and a folder of its own to work in."""
    for name in [name for name in os.environ if name.startswith("YIDONG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal(monkeypatch: pytest.MonkeyPatch, **given: str) -> list[str]:
    """The lines with which these settings are refused."""
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return str(refused.value).splitlines()


def test_nothing_need_be_set(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.database_url == "sqlite:///var/yidong.db"
    assert settings.web_address == "http://127.0.0.1:8080"
    assert settings.zone == "Asia/Shanghai"
    assert settings.telegram_token is None
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("YIDONG_WEB_PORT=9000\nYIDONG_WEB_HOST=0.0.0.0\nYIDONG_ZONE=\n")
    monkeypatch.setenv("YIDONG_WEB_PORT", "9100")
    settings = load_settings()
    assert (settings.web_port, settings.web_host, settings.zone) == (9100, "0.0.0.0", "Asia/Shanghai")
    assert settings.web_address == "http://127.0.0.1:9100"


@pytest.mark.parametrize(
    ("host", "address"),
    [("::1", "[::1]"), ("::", "[::1]"), ("0.0.0.0", "127.0.0.1"), ("fd00::5", "[fd00::5]")],
)
def test_links_name_the_host_that_listens(monkeypatch: pytest.MonkeyPatch, host: str, address: str) -> None:
    monkeypatch.setenv("YIDONG_WEB_HOST", host)
    assert load_settings().web_address == f"http://{address}:8080"


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-16-le"])
def test_a_file_in_another_encoding_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoding: str
) -> None:
    (tmp_path / ".env").write_text("# 义动\nYIDONG_WEB_PORT=9000\n", encoding)
    assert refusal(monkeypatch) == [".env: is not UTF-8; save it as UTF-8 text"]


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("YIDONG_WEB_PORT=9000\n", "utf-8-sig")
    assert load_settings().web_port == 9000


def test_the_data_folder_moves_all_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YIDONG_DATA_FOLDER", str(tmp_path / "a" / "b"))
    assert load_settings().database_url == f"sqlite:///{tmp_path}/a/b/yidong.db"
    assert (tmp_path / "a" / "b" / "secret").exists()


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    first = load_settings().secret.get_secret_value()
    kept = tmp_path / "var" / "secret"
    kept.chmod(0o644)
    assert load_settings().secret.get_secret_value() == first == kept.read_text()
    assert len(first) >= 32
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in kept.parent.iterdir()] == ["secret"]


def test_all_who_start_at_once_get_the_same_secret() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: load_settings().secret.get_secret_value(), range(8)))
    assert len(made) == 1


def test_a_given_secret_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YIDONG_SECRET", "s" * 32)
    assert load_settings().secret.get_secret_value() == "s" * 32
    assert not (tmp_path / "var" / "secret").exists()


def test_a_damaged_secret_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret").write_text("")
    assert refusal(monkeypatch)[0].startswith("YIDONG_SECRET: var/secret is damaged")


def test_a_folder_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (line,) = refusal(monkeypatch, YIDONG_DATA_FOLDER=str(tmp_path / "file" / "x"))
    assert line == f"YIDONG_DATA_FOLDER: Not a directory: {tmp_path}/file/x"


@pytest.mark.parametrize(
    ("name", "given", "line"),
    [
        (
            "WEB_PORT",
            "http",
            "should be a valid integer, unable to parse string as an integer (it is 'http')",
        ),
        ("WEB_PORT", "0", "should be greater than or equal to 1 (it is '0')"),
        ("ZONE", "Asia/Guangzhou", "is no time zone; write it like Asia/Shanghai (it is 'Asia/Guangzhou')"),
        ("ZONE", "../etc", "is no time zone; write it like Asia/Shanghai (it is '../etc')"),
        ("LOG_LEVEL", "loud", "should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR' (it is 'LOUD')"),
        ("LOG_JSON", "perhaps", "should be a valid boolean, unable to interpret input (it is 'perhaps')"),
        ("DATABASE_URL", "yidong.db", "should look like sqlite:///file or postgresql://user@host/name"),
        (
            "WEB_ADDRESS",
            "yidong.cn",
            "should begin with http:// or https:// and name a host (it is 'yidong.cn')",
        ),
        (
            "WEB_ADDRESS",
            "https://yidong.cn/?a=1",
            "should end with the host or a path: links are made by adding to it (it is 'https://yidong.cn/?a=1')",
        ),
        (
            "WEB_ADDRESS",
            "https://yidong.cn#",
            "should end with the host or a path: links are made by adding to it (it is 'https://yidong.cn#')",
        ),
        ("TELEGRAM_PROXY", "socks5://u:p@h:1", "should begin with http:// or https:// and name a host"),
        ("TELEGRAM_WEBHOOK_SECRET", "ä b", "should be 1 to 256 letters, digits, _ or -"),
        ("SECRET", "short", "should have at least 32 characters"),
    ],
)
def test_what_is_wrong_is_one_line(monkeypatch: pytest.MonkeyPatch, name: str, given: str, line: str) -> None:
    assert refusal(monkeypatch, **{f"YIDONG_{name}": given}) == [f"YIDONG_{name}: {line}"]


def test_everything_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refusal(monkeypatch, YIDONG_WEB_PORT="x", YIDONG_ZONE="Mars", YIDONG_DATABASE_URL="mysql://h/n")
    assert [line.partition(":")[0] for line in sorted(lines)] == [
        "YIDONG_DATABASE_URL",
        "YIDONG_WEB_PORT",
        "YIDONG_ZONE",
    ]


def test_a_slip_of_the_pen_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("YIDONG_TELEGRAM_TOKN=1\nOTHER=1\n")
    assert refusal(monkeypatch, YIDONG_ABRACADABRA="1") == [
        "YIDONG_ABRACADABRA: there is no such setting; .env.example has them all",
        "YIDONG_TELEGRAM_TOKN: there is no such setting; did you mean YIDONG_TELEGRAM_TOKEN?",
    ]


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refusal(monkeypatch, YIDONG_TELEGRAM_WEBHOOK_URL="https://yidong.cn/telegram")
    assert lines == ["YIDONG_TELEGRAM_WEBHOOK_SECRET: is needed with YIDONG_TELEGRAM_WEBHOOK_URL"]
    monkeypatch.setenv("YIDONG_TELEGRAM_WEBHOOK_SECRET", "w-1")
    assert load_settings().telegram_webhook_url == "https://yidong.cn/telegram"


@pytest.mark.parametrize(
    "place",
    ["photos", "file://photos", "file:photos", "s3://", "s3:bucket", "gs://bucket", "s3://key:geheim@bucket",
     "s3://bucket?region=x", "http://bucket"],
)  # fmt: skip
def test_a_place_for_photos_that_is_none(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    (line,) = refusal(monkeypatch, YIDONG_PHOTOS=place)
    assert line.startswith("YIDONG_PHOTOS: should look like file:///folder or s3://bucket/prefix")
    assert "geheim" not in line


def test_a_key_to_the_photos_needs_both_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refusal(monkeypatch, YIDONG_PHOTOS="s3://bucket", YIDONG_PHOTOS_KEY="geheim")
    assert lines == ["YIDONG_PHOTOS_KEY: goes together with YIDONG_PHOTOS_KEY_ID"]
    monkeypatch.setenv("YIDONG_PHOTOS_KEY_ID", "k")
    assert "geheim" not in repr(load_settings())


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": "webhook-geheim",
        "SECRET": "geheim" * 6,
        "DATABASE_URL": "postgresql://u:geheim@h/n",
        "TELEGRAM_PROXY": "http://u:geheim@h:1",
    }
    for name, value in hidden.items():
        monkeypatch.setenv(f"YIDONG_{name}", value)
    settings = load_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert "geheim" not in repr(settings) + str(settings)
    assert TOKEN not in repr(settings)


def test_a_wrong_secret_is_not_shown_either(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refusal(
        monkeypatch,
        YIDONG_TELEGRAM_TOKEN="123:geheim",
        YIDONG_SECRET="geheim",
        YIDONG_DATABASE_URL="mysql://u:geheim@h/n",
        YIDONG_TELEGRAM_PROXY="ftp://u:geheim@h",
        YIDONG_PHOTOS_KEY="geheim",
    )
    assert len(lines) == 4
    assert "geheim" not in "".join(lines)


def test_the_example_names_every_setting_and_no_other() -> None:
    named = re.findall(r"^#?(YIDONG_[A-Z_]+)=", EXAMPLE, re.MULTILINE)
    assert sorted(named) == sorted(variable(field) for field in Settings.model_fields)


def test_the_example_uncommented_can_be_loaded(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(re.sub(r"^#(YIDONG_)", r"\1", EXAMPLE, flags=re.MULTILINE), "utf-8")
    assert load_settings().telegram_webhook_url == "https://yidong.example.org/telegram"


def test_defaults_in_the_example_are_the_defaults() -> None:
    shown = dict(re.findall(r"^#(YIDONG_[A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    for field in ("data_folder", "zone", "telegram_base_url", "web_host", "web_port", "log_level"):
        assert shown[variable(field)] == str(Settings.model_fields[field].default)
    for field in ("database_durable", "log_json"):
        assert shown[variable(field)] == str(Settings.model_fields[field].default).lower()


def test_several_processes_need_a_database_that_they_can_share(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = refusal(monkeypatch, YIDONG_PROCESSES="2")
    assert line.startswith("YIDONG_PROCESSES:") and "YIDONG_DATABASE_URL" in line
    monkeypatch.setenv("YIDONG_DATABASE_URL", "postgresql://bot@db/yidong")
    assert load_settings().processes == 2


def test_the_figures_have_a_port_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = refusal(monkeypatch, YIDONG_METRICS_PORT="8080")
    assert line == "YIDONG_METRICS_PORT: has to be another port than YIDONG_WEB_PORT"


def test_a_folder_without_a_secret_that_cant_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", "var/tmp12345")

    monkeypatch.setattr("bot.settings.tempfile.mkstemp", refuse)
    assert refusal(monkeypatch) == ["YIDONG_DATA_FOLDER: Read-only file system: var"]

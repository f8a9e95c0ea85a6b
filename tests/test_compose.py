"""compose.yaml: its settings are settings, its bots are alike, and nothing but the proxy is open."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
#: What the head of the file asks the operator for.
GIVEN = {
    "POSTGRES_PASSWORD": "geheim",
    "YIDONG_SECRET": "s" * 32,
    "YIDONG_WEB_ADDRESS": "https://yidong.example.org",
    "YIDONG_TELEGRAM_TOKEN": "123456789:AAH" + "x" * 32,
    "YIDONG_TELEGRAM_WEBHOOK_SECRET": "letters",
}
BOTS = ("bot-1", "bot-2")


def filled(value: object, given: dict[str, str]) -> str:
    """A value as Compose passes it on: `${NAME}`, `${NAME:?why}` and `${NAME:-instead}` filled in."""

    def fill(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if known := given.get(name):
            return known
        assert kind != ":?", f"{name} is needed"
        return rest or ""

    return re.sub(r"\$\{(\w+)(?:(:[?-])([^}]*))?\}", fill, str(value))


def settings_of(bot: str, given: dict[str, str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Settings:
    """What the bot makes of its environment; raises for a name that is none of its settings."""
    for name in [name for name in os.environ if name.startswith("YIDONG_")]:
        monkeypatch.delenv(name)
    for name, value in COMPOSE["services"][bot]["environment"].items():
        monkeypatch.setenv(name, filled(value, given))
    monkeypatch.chdir(folder)
    return load_settings()


@pytest.mark.parametrize("bot", BOTS)
def test_its_settings_are_ours(bot: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = settings_of(bot, GIVEN, monkeypatch, tmp_path)
    assert settings.database_url == "postgresql://yidong:geheim@db/yidong"
    assert settings.web_address == settings.telegram_webhook_url == "https://yidong.example.org"
    assert settings.telegram_webhook_secret and settings.telegram_token
    assert settings.photos == "file:///srv/photos"
    assert settings.processes == len(BOTS)
    assert not (tmp_path / "var" / "secret").exists()


def test_without_a_token_it_is_the_web_chat_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = GIVEN | {"YIDONG_TELEGRAM_TOKEN": ""}
    assert settings_of("bot-1", given, monkeypatch, tmp_path).telegram_token is None


def test_the_bots_differ_only_in_the_order_they_start_in() -> None:
    first, second = (dict(COMPOSE["services"][bot]) for bot in BOTS)
    waits = [each.pop("depends_on") for each in (first, second)]
    assert first == second
    assert [sorted(each) for each in waits] == [["db"], ["bot-1", "db"]]


def test_bots_are_asked_whether_they_are_ready() -> None:
    services = COMPOSE["services"]
    assert all("/readyz" in services[bot]["healthcheck"]["test"][-1] for bot in BOTS)
    port = services["bot-1"]["environment"]["YIDONG_WEB_PORT"]
    assert f":{port}/readyz" in services["bot-1"]["healthcheck"]["test"][-1]
    assert f"bot-1:{port} bot-2:{port}" in COMPOSE["configs"]["caddyfile"]["content"]


def test_only_the_proxy_is_open_and_what_lasts_lies_in_volumes() -> None:
    services: dict[str, Any] = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    mounted = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert mounted == set(COMPOSE["volumes"])
    folder = services["bot-1"]["environment"]["YIDONG_PHOTOS"].removeprefix("file://")
    assert f"photos:{folder}" in services["bot-1"]["volumes"]
    assert folder in (ROOT / "Dockerfile").read_text()


def test_the_image_is_told_what_it_copies() -> None:
    """Above all neither .env nor var: the list of what goes in begins with nothing."""
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    admitted = {line[1:] for line in ignored if line.startswith("!")}
    copies = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert "*" in ignored
    assert {name for line in copies for name in line.split()} == admitted
    assert all((ROOT / name).exists() for name in admitted)


def test_compose_takes_it() -> None:
    try:
        known = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no docker here to check compose.yaml with")
    if known.returncode:
        pytest.skip("docker has no compose here to check compose.yaml with")
    done = subprocess.run(
        ["docker", "compose", "config", "--quiet"],
        cwd=ROOT,
        env=os.environ | GIVEN,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")

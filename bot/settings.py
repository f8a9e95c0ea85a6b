"""Settings, from YIDONG_… variables of the environment and of the file `.env` (the environment wins)."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.database import parse_url, sqlite_file
from storage.organisations import DEFAULT_ZONE

PREFIX = "YIDONG_"
#: The form of a bot's token, as BotFather gives it (core.telegram.org/bots/api, "Authorizing your bot").
TOKEN = re.compile(r"\d{5,15}:[A-Za-z0-9_-]{30,60}")
#: What Telegram allows as the secret of a webhook (Bot API, setWebhook, secret_token).
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: A secret shorter than this could be guessed.
SECRET_LENGTH = 32
#: Of the settings file; Notepad may put a byte order mark before UTF-8, which must not be part of a name.
ENCODING = "utf-8-sig"
#: Not repeated in an error: it may hold a password.
_HIDDEN = {
    "database_url",
    "telegram_token",
    "telegram_webhook_secret",
    "telegram_proxy",
    "secret",
    "photos",
    "photos_key_id",
    "photos_key",
}
_SCHEMES = {"telegram_webhook_url": ("https",), "telegram_proxy": ("http", "https")}


class SettingsError(Exception):
    """Settings are missing or wrong: one line for each, beginning with the variable's name."""


def _sqlite_in_folder(known: dict[str, Any]) -> str:
    return f"sqlite:///{known['data_folder'] / 'yidong.db'}"


def _address_here(known: dict[str, Any]) -> str:
    host = known["web_host"]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{known['web_port']}"


class Settings(BaseSettings):
    """All settings; `.env.example` says what each is for. Made by `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", env_ignore_empty=True, validate_default=False, frozen=True
    )

    data_folder: Path = Path("var")
    database_url: str = Field(default_factory=_sqlite_in_folder, repr=False)
    database_durable: bool = False
    photos: str | None = None
    photos_endpoint: str | None = None
    photos_region: str | None = None
    photos_key_id: SecretStr | None = None
    photos_key: SecretStr | None = None
    zone: str = DEFAULT_ZONE
    telegram_token: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_proxy: str | None = Field(default=None, repr=False)
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    web_address: str = Field(default_factory=_address_here)
    secret: SecretStr = SecretStr("")
    processes: Annotated[int, Field(ge=1, le=100)] = 1
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    metrics_host: str = "127.0.0.1"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = False

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, url: str) -> str:
        parse_url(url)
        return url

    @field_validator("processes")
    @classmethod
    def _check_processes(cls, processes: int, field: ValidationInfo) -> int:
        url = field.data.get("database_url")
        if processes > 1 and url and sqlite_file(url):
            raise ValueError(f"needs a PostgreSQL database that all share: set {variable('database_url')}")
        return processes

    @field_validator("photos")
    @classmethod
    def _check_photos(cls, photos: str) -> str:
        parts = urlsplit(photos)
        folder = parts.scheme == "file" and not parts.netloc and parts.path.startswith("/")
        bucket = parts.scheme == "s3" and bool(parts.netloc)
        if not (folder or bucket) or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("should look like file:///folder or s3://bucket/prefix")
        return photos.rstrip("/")

    @field_validator("zone")
    @classmethod
    def _check_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (LookupError, ValueError, OSError):
            raise ValueError("is no time zone; write it like Asia/Shanghai") from None
        return zone

    @field_validator(
        "photos_endpoint", "telegram_base_url", "telegram_webhook_url", "telegram_proxy", "web_address"
    )
    @classmethod
    def _check_address(cls, url: str, field: ValidationInfo) -> str:
        schemes = _SCHEMES.get(str(field.field_name), ("http", "https"))
        if urlsplit(url).scheme not in schemes or not urlsplit(url).hostname:
            raise ValueError(f"should begin with {' or '.join(s + '://' for s in schemes)} and name a host")
        if field.field_name == "web_address" and ("?" in url or "#" in url):
            raise ValueError("should end with the host or a path: links are made by adding to it")
        return url.rstrip("/")

    @field_validator("telegram_token")
    @classmethod
    def _check_token(cls, token: SecretStr) -> SecretStr:
        if not TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError(
                "is not a bot token; @BotFather gives one like 123456789:AAE… (35 characters after :)"
            )
        return token

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, secret: SecretStr) -> SecretStr:
        if not WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("should be 1 to 256 letters, digits, _ or -")
        return secret

    @field_validator("secret")
    @classmethod
    def _check_secret(cls, secret: SecretStr) -> SecretStr:
        if len(secret.get_secret_value()) < SECRET_LENGTH:
            raise ValueError(f"should have at least {SECRET_LENGTH} characters")
        return secret

    @field_validator("log_level", mode="before")
    @classmethod
    def _raise_case(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level


def variable(field: str) -> str:
    """The name under which a setting stands in the environment."""
    return PREFIX + field.upper()


def load_settings(file: Path | None = Path(".env")) -> Settings:
    """The settings; makes the data folder and, if none is given, the secret in it. Raises SettingsError."""
    _check_file(file)
    wrong = _unknown(file)
    settings = None
    try:
        settings = Settings(_env_file=file, _env_file_encoding=ENCODING)
    except ValidationError as error:
        wrong += [
            _line(detail) for detail in error.errors() if detail["type"] != "default_factory_not_called"
        ]
    if settings and settings.telegram_webhook_url and not settings.telegram_webhook_secret:
        wrong.append(
            f"{variable('telegram_webhook_secret')}: is needed with {variable('telegram_webhook_url')}"
        )
    if settings and settings.metrics_port == settings.web_port:
        wrong.append(f"{variable('metrics_port')}: has to be another port than {variable('web_port')}")
    if settings and (settings.photos_key is None) != (settings.photos_key_id is None):
        wrong.append(f"{variable('photos_key')}: goes together with {variable('photos_key_id')}")
    if wrong or settings is None:
        raise SettingsError("\n".join(wrong))
    try:
        settings.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if settings.secret.get_secret_value():
            return settings
        return settings.model_copy(update={"secret": SecretStr(_kept_secret(settings.data_folder))})
    except OSError as error:
        raise SettingsError(f"{variable('data_folder')}: {error.strerror}: {settings.data_folder}") from None


def _line(detail: ErrorDetails) -> str:
    """One error of pydantic in one plain line."""
    field = str(detail["loc"][0]).lower()
    message = detail["msg"].removeprefix("Value error, ").replace("Input should", "should")
    given = "" if field in _HIDDEN else f" (it is {str(detail['input'])[:80]!r})"
    return f"{variable(field)}: {message}{given}"


def _check_file(file: Path | None) -> None:
    """Raise SettingsError for a file that can't be read, or isn't UTF-8: editors on Windows may save
    GBK, or UTF-16 ("Unicode"), whose ASCII letters are valid UTF-8 with a NUL after each."""
    if file is None or not file.is_file():
        return
    try:
        if "\0" not in file.read_text(ENCODING):
            return
    except UnicodeDecodeError:
        pass
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from None
    raise SettingsError(f"{file}: is not UTF-8; save it as UTF-8 text")


def _unknown(file: Path | None) -> list[str]:
    """A line for each YIDONG_… variable that is no setting: most likely a slip of the pen."""
    known = [variable(field) for field in Settings.model_fields]
    names = set(os.environ) | set(dotenv_values(file, encoding=ENCODING) if file and file.is_file() else ())
    strange = sorted(name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known)
    return [f"{name}: there is no such setting{_suggestion(name, known)}" for name in strange]


def _suggestion(name: str, known: Iterable[str]) -> str:
    ends = {setting.removeprefix(PREFIX): setting for setting in known}
    close = get_close_matches(name.upper().removeprefix(PREFIX), ends, n=1)
    return f"; did you mean {ends[close[0]]}?" if close else "; .env.example has them all"


def kept_secret_file(folder: Path) -> Path:
    """Where the secret of an installation lies whose settings name none."""
    return folder / "secret"


def _kept_secret(folder: Path) -> str:
    """The secret of this installation: read from the folder, or made there, readable by its owner only.

    Two processes that start at once get the same: the file appears whole or not at all.
    """
    kept = kept_secret_file(folder)
    if not kept.exists():
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="ascii") as fresh:
            fresh.write(secrets.token_urlsafe(SECRET_LENGTH))
        try:
            os.link(name, kept)
        except FileExistsError:
            pass
        finally:
            Path(name).unlink()
    if kept.stat().st_mode & 0o077:
        with suppress(OSError):  # a disk that can't be written; whoever only reads needs no more
            kept.chmod(0o600)
    secret = kept.read_text(encoding="ascii").strip()
    if len(secret) < SECRET_LENGTH:
        raise SettingsError(f"{variable('secret')}: {kept} is damaged; remove it and all links given out end")
    return secret

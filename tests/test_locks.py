"""The lock files hold what pyproject asks for. Offline: it compares, it resolves nothing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["postgres"],
    *PROJECT["project"]["optional-dependencies"]["s3"],
    *PROJECT["dependency-groups"]["build"],
]
LOCKS = {"requirements.lock": RUNTIME, "requirements-dev.lock": RUNTIME + PROJECT["dependency-groups"]["dev"]}


def pinned(lock: str) -> dict[str, str]:
    """Names and versions of a lock file."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    found = [re.match(r"([a-zA-Z0-9._-]+)(?:\[.*\])?==([^ ;]+)", line) for line in lines]
    return {canonicalize_name(match[1]): match[2] for match in found if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_asked_for_is_pinned(lock: str) -> None:
    versions = pinned(lock)
    wanted = [Requirement(line) for line in LOCKS[lock]]
    lacking = [
        str(want)
        for want in wanted
        if not want.specifier.contains(versions.get(canonicalize_name(want.name), "0"))
    ]
    assert lacking == [], "run: make lock"


def test_both_locks_have_the_same_versions() -> None:
    runtime, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert runtime.items() <= dev.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    content = (ROOT / lock).read_text("utf-8")
    pins = re.findall(r"^\S+==.*\\\n    --hash=sha256:[0-9a-f]{64}", content, re.MULTILINE)
    assert len(pins) == len(pinned(lock)) > 20
    assert re.findall(r"://|--index|--find-links|^-e|^/", content, re.MULTILINE) == []

"""What is only worked out when it is looked for."""

from __future__ import annotations

import pytest

from handlers.forms.later import Later


def test_it_is_made_once_and_only_for_its_names() -> None:
    made = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"a": 1, "b": 2, "stray": 3}

    known = Later(["a", "b", "c"], make)
    assert known.get("x") is None
    assert "y" not in known
    assert made == []
    assert (known["a"], known.get("b"), "a" in known, "c" in known, "stray" in known) == (
        1,
        2,
        True,
        False,
        False,
    )
    assert (dict(known), len(known)) == ({"a": 1, "b": 2}, 2)
    assert made == [1]
    with pytest.raises(KeyError):
        known["c"]

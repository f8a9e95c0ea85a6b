"""Messages, and the parts that they are sent as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import File
from bot.channels.telegram.render import PHOTO_BYTES, draw, keyboard, length, split
from handlers.messages import Button, Message


def rows(*labels: str, controls: tuple[str, ...] = ()) -> list[list[str]]:
    buttons = [Button(label=label, value=label[:10]) for label in labels]
    buttons += [Button(label=label, value=label[:10], control=True) for label in controls]
    board = keyboard(buttons)
    return [[button["text"] for button in row] for row in board["inline_keyboard"]] if board else []


@pytest.mark.parametrize(
    ("labels", "controls", "expected"),
    [
        ((), (), []),
        (("是", "否"), (), [["是", "否"]]),
        (("一", "二", "三"), (), [["一", "二", "三"]]),
        (("一", "二", "三", "四"), (), [["一", "二"], ["三", "四"]]),
        (("一", "二", "三", "四", "五"), (), [["一", "二", "三"], ["四", "五"]]),
        (("文明城市创建", "生态环境保护"), (), [["文明城市创建", "生态环境保护"]]),
        (("文明城市创建", "环保", "扶贫"), (), [["文明城市创建", "环保"], ["扶贫"]]),
        (("文明城市创建", "新时代文明实践"), (), [["文明城市创建"], ["新时代文明实践"]]),
        (("Environment", "Culture"), (), [["Environment", "Culture"]]),
        (
            ("新时代文明实践", "其他"),
            ("返回", "跳过", "取消"),
            [["新时代文明实践"], ["其他"], ["返回", "跳过", "取消"]],
        ),
        ((), ("完成",), [["完成"]]),
    ],
)
def test_rows(labels: tuple[str, ...], controls: tuple[str, ...], expected: list[list[str]]) -> None:
    assert rows(*labels, controls=controls) == expected


def test_controls_stay_when_choices_are_too_many() -> None:
    drawn = rows(*(f"第{n}号服务队的活动" for n in range(150)), controls=("返回", "取消"))
    assert sum(map(len, drawn)) == 100
    assert drawn[-1] == ["返回", "取消"]


def test_a_value_goes_as_it_is() -> None:
    board = keyboard([Button(label="是", value="7:环境")])
    assert board is not None
    assert board["inline_keyboard"][0][0]["callback_data"] == "7:环境"


@pytest.mark.parametrize("button", [Button(label="x", value="环" * 22), Button(label=" ", value="x")])
def test_a_button_that_telegram_would_refuse_is_refused(button: Button) -> None:
    with pytest.raises(ValueError, match="button"):
        draw(Message(text="?", buttons=(button,)), ())


YES = (Button(label="是", value="y"),)
PHOTO = File("picture", "a.png", b"png")
TABLE = File("file", "a.xlsx", b"xlsx")


def shapes(text: str, files: list[File], buttons: tuple[Button, ...] = ()) -> list[tuple[int, int, bool]]:
    """Of each part: length of the text, number of files, whether it bears the buttons."""
    parts = draw(Message(text=text, buttons=buttons), files)
    return [(len(part.text), len(part.files), part.keyboard is not None) for part in parts]


def test_text_alone() -> None:
    assert shapes("好", [], YES) == [(1, 0, True)]
    assert shapes("x" * 4096, []) == [(4096, 0, False)]


def test_the_buttons_are_under_the_last_part_of_a_long_text() -> None:
    assert shapes("x" * 4096 + "\n" + "y" * 10, [], YES) == [(4096, 0, False), (10, 0, True)]


def test_a_short_text_is_the_caption() -> None:
    assert shapes("好", [PHOTO], YES) == [(1, 1, True)]
    assert shapes("", [PHOTO]) == [(0, 1, False)]
    assert shapes("好", [PHOTO, PHOTO]) == [(1, 2, False)]


def test_a_text_too_long_for_a_caption_follows_the_file() -> None:
    assert shapes("x" * 1025, [PHOTO], YES) == [(0, 1, False), (1025, 0, True)]


def test_buttons_never_go_with_an_album() -> None:
    assert shapes("好", [PHOTO, PHOTO], YES) == [(0, 2, False), (1, 0, True)]


def test_albums_hold_one_kind_and_ten_files() -> None:
    assert shapes("好", [*[PHOTO] * 11, TABLE, TABLE]) == [
        (0, 10, False),
        (0, 1, False),
        (0, 2, False),
        (1, 0, False),
    ]


def test_a_photo_too_large_for_a_photo_goes_as_a_file() -> None:
    large = File("picture", "big.png", b"x" * (PHOTO_BYTES + 1))
    assert [file.kind for part in draw(Message(text="好"), [large]) for file in part.files] == ["file"]


@pytest.mark.parametrize(("files", "buttons"), [([], YES), ([PHOTO, PHOTO], YES), ([], ())])
def test_a_message_needs_a_text(files: list[File], buttons: tuple[Button, ...]) -> None:
    with pytest.raises(ValueError, match="text"):
        draw(Message(text="  ", buttons=buttons), files)


def test_half_a_character_is_not_sent() -> None:
    assert draw(Message(text="a\ud83d"), ())[0].text == "a?"


def test_emoji_count_twice() -> None:
    assert length("好👍") == 3
    assert [length(piece) for piece in split("👍" * 5, 4)] == [4, 4, 2]


@given(st.text(st.sampled_from("ab \n好👍"), max_size=60), st.integers(2, 12))
def test_pieces_are_short_and_nothing_is_lost(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(piece.strip() and length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.lists(st.text("ab好", min_size=1, max_size=8), min_size=1, max_size=12))
def test_lines_that_fit_are_not_cut(lines: list[str]) -> None:
    pieces = split("\n".join(lines), 8)
    assert "\n".join(pieces).split("\n") == lines

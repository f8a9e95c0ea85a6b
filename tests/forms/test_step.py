"""The engine, one act at a time: what each of them does, where a walk could not tell right from wrong."""

from __future__ import annotations

import time
from datetime import date

import pytest
from pydantic import JsonValue

from handlers.forms.answers import fits
from handlers.forms.catalogue import CATALOGUE
from handlers.forms.definition import Choice, Form, Kind
from handlers.forms.run import Heard, World, applicable, begin
from handlers.messages import Photo, Text
from tests.forms.walking import ODD, PHOTOS, REFUSED, TODAY, Walker, own, said

NAMES = World(TODAY, picks={"participants": ("张伟", "王芳", "John Smith", "小明2")})
LAST = World(TODAY, last={"place": "城东社区", "host": "端州区团委", "organisations": 3, "title": "旧名称"})


def form(*keys: str) -> Form:
    """A form of these questions of the catalogue."""
    return Form(name="some:activity", questions=tuple(CATALOGUE[key] for key in keys))


def keys_said(walker: Walker) -> list[str]:
    return [line.key for line in walker.asked.reply.lines if isinstance(line, Text)]


def tokens(walker: Walker) -> list[str]:
    return [option.value.partition(".")[2].partition(".")[0] for option in walker.options()]


def test_a_condition_counts_only_while_its_question_is_asked() -> None:
    asked = applicable(ODD, {"fork": "x", "fork_x": "p"})
    assert {"fork_x", "deep"} <= {question.key for question in asked}
    asked = applicable(ODD, {"fork": "y", "fork_x": "p"})
    assert not {"fork_x", "deep"} & {question.key for question in asked}


def test_a_name_is_picked_even_if_the_list_has_changed_since() -> None:
    walker = Walker(form("participants", "title"), NAMES)
    zhang = next(option.value for option in walker.options() if option.label == "张伟")
    walker.world = World(TODAY, picks={"participants": ("安娜", "张伟", "王芳")})
    walker.hear(Heard(pressed=zhang))
    assert walker.run.answers == {"participants": "张伟"}
    walker.world = World(TODAY, picks={"participants": ("安娜", "王芳")})
    walker.hear(Heard(pressed=zhang))
    assert keys_said(walker)[0] == "form-button-old"


def test_names_are_picked_and_typed_and_taken_away() -> None:
    walker = Walker(form("participants", "title"), NAMES)
    walker.hear(walker.typed("2"))
    walker.hear(walker.typed("小明2"))
    assert walker.run.answers == {"participants": "王芳、小明2"}
    walker.press("drop")
    walker.hear(walker.typed("John Smith，陈志强 王芳"))
    assert walker.run.answers == {"participants": "王芳、John Smith、陈志强"}
    assert walker.run.asking == "title"


def test_names_typed_over_an_answer_replace_it_but_picked_ones_join_it() -> None:
    walker = Walker(form("participants", "title"), NAMES)
    walker.hear(Heard("李明、王芳"))
    walker.press("back")
    walker.hear(Heard("李萌"))
    assert walker.run.answers["participants"] == "李萌"
    walker.press("back")
    walker.hear(walker.typed("王芳"))
    walker.hear(Heard("赵六"))
    assert walker.run.answers["participants"] == "李萌、王芳、赵六"


def test_names_are_read_when_they_are_said_even_without_volunteers() -> None:
    walker = Walker(form("participants", "title"), World(TODAY, picks={"participants": ()}))
    walker.hear(Heard("大家都来了，一共36人"))
    assert keys_said(walker)[0] == "reading-names-odd"
    assert walker.run.answers == {}
    assert not walker.asked.reply.numbered


def test_picked_names_survive_going_back() -> None:
    walker = Walker(form("title", "participants", "content"), NAMES)
    walker.hear(Heard("护河清洁"))
    walker.hear(walker.typed("王芳"))
    walker.press("back")
    walker.press("keep")
    assert walker.run.answers["participants"] == "王芳"


def test_many_volunteers_are_found_by_number_and_name_but_not_all_drawn() -> None:
    names = tuple(f"队员{chr(0x4E00 + n)}" for n in range(90))
    walker = Walker(form("participants", "title"), World(TODAY, picks={"participants": names}))
    drawn = [option for option in walker.options() if not option.hidden and not option.control]
    assert len(drawn) == 30
    walker.hear(walker.typed("88"))
    assert walker.run.answers["participants"] == names[87]


def test_photos_before_their_question_are_kept_for_it() -> None:
    walker = Walker(form("title", "photos", "content"))
    walker.hear(Heard(photos=PHOTOS[:2]))
    assert walker.run.early == tuple(photo.digest for photo in PHOTOS[:2])
    walker.hear(Heard("护河清洁"))
    assert walker.run.answers["photos"] == [photo.digest for photo in PHOTOS[:2]]
    walker.press("drop")
    walker.press("drop")
    assert "photos" not in walker.run.answers
    assert "skip" in tokens(walker)


def test_photos_cannot_be_skipped_away_by_an_old_button() -> None:
    walker = Walker(form("photos", "title"))
    skip = walker.token("skip")
    walker.hear(Heard(photos=PHOTOS[:1]))
    walker.hear(Heard(pressed=skip))
    assert keys_said(walker)[0] == "form-button-old"
    assert walker.run.answers["photos"] == [PHOTOS[0].digest]


def test_only_a_plain_receipt_of_photos_is_merged_into_the_next() -> None:
    walker = Walker(form("title", "photos"))
    assert walker.hear(Heard(photos=(PHOTOS[0],))).reply.settle == "photos"
    assert walker.hear(Heard(photos=(PHOTOS[1], REFUSED))).reply.settle is None
    assert walker.hear(Heard(photos=(PHOTOS[1],))).reply.settle is None, "it was there twice"
    assert walker.hear(Heard(photos=(PHOTOS[2],), text="合影")).reply.settle is None
    assert walker.hear(Heard("护河清洁")).reply.settle is None


def test_a_caption_is_said_back_and_answers_nothing() -> None:
    walker = Walker(form("title", "photos"))
    walker.hear(Heard("护河清洁", photos=(Photo("a" * 64),)))
    assert keys_said(walker)[:2] == ["form-photos-taken", "form-caption"]
    assert walker.run.asking == "title"


def test_a_name_is_one_line_and_a_story_may_have_several() -> None:
    walker = Walker(form("title", "content"))
    walker.hear(Heard("护河\n\n清洁 "))
    walker.hear(Heard("清理河堤\n\n\n\n劝导行人"))
    assert walker.run.answers == {"title": "护河 清洁", "content": "清理河堤\n\n劝导行人"}


@pytest.mark.parametrize(("lines", "kept"), [(False, "一 二"), (True, "一\n二")])
def test_free_words_beside_a_choice_have_one_line_unless_the_question_allows_more(
    lines: bool, kept: str
) -> None:
    choice = Choice(value="a", label=said("甲"))
    asked = own("kind", Kind.CHOICE, choices=(choice,), other=True, lines=lines)
    walker = Walker(Form(name="a:activity", questions=(asked,)))
    walker.hear(Heard("一\n二"))
    assert walker.run.answers == {"kind": {"other": kept}}


def test_all_that_repeats_is_taken_over_at_the_first_of_them() -> None:
    walker = Walker(form("title", "host", "place", "held_on", "organisations"), LAST)
    assert "same" not in tokens(walker)
    walker.hear(Heard("护河清洁"))
    walker.press("same")
    assert walker.run.answers == {
        "title": "护河清洁",
        "host": "端州区团委",
        "place": "城东社区",
        "organisations": 3,
    }
    assert walker.run.asking == "held_on"


def test_what_was_answered_to_another_question_is_not_offered_again() -> None:
    choice = own("area", Kind.CHOICE, choices=(Choice(value="east", label=said("东")),), repeats=True)
    walker = Walker(Form(name="a:activity", questions=(choice,)), World(TODAY, last={"area": "west"}))
    assert "last" not in tokens(walker)
    walker = Walker(Form(name="a:activity", questions=(choice,)), World(TODAY, last={"area": "east"}))
    assert "last" in tokens(walker)


def test_given_answers_that_do_not_fit_the_form_are_asked_again() -> None:
    given: dict[str, JsonValue] = {
        "title": "护河清洁",
        "held_on": "2019-02-30",
        "person_times": "三十",
        "gone": 1,
        "photos": None,
    }
    run = begin(form("title", "held_on", "person_times", "photos"), given)
    assert run.answers == {"title": "护河清洁", "photos": None}
    assert run.asking == "held_on"


def test_fits() -> None:
    groups = CATALOGUE["groups"]
    assert fits(
        groups, [{"kind": "disabled", "person_times": 3}, {"kind": {"other": "环卫工人"}, "person_times": 1}]
    )
    assert not fits(groups, [{"kind": "disabled"}])
    assert not fits(groups, [{"kind": "unheard_of", "person_times": 3}])
    assert not fits(CATALOGUE["person_times"], True)
    assert not fits(CATALOGUE["person_times"], 0)
    assert not fits(CATALOGUE["title"], None)
    assert fits(CATALOGUE["span"], {"starts_minute": 540, "ends_minute": 600})
    assert not fits(CATALOGUE["span"], {"starts_minute": 540})
    assert fits(CATALOGUE["held_on"], date(2019, 3, 9).isoformat())


def test_the_name_of_a_control_that_is_not_offered_is_no_answer() -> None:
    walker = Walker(form("title", "host"))
    walker.hear(walker.typed("返回"))
    assert keys_said(walker)[0] == "form-first"
    walker.hear(walker.typed("跳过"))
    assert keys_said(walker)[0] == "form-required"
    assert walker.run.answers == {}


def test_no_more_means_done_where_nothing_can_be_skipped() -> None:
    walker = Walker(form("groups", "title"))
    walker.hear(walker.typed("空巢老人"))
    walker.hear(walker.typed("30"))
    walker.hear(walker.typed("没了"))
    assert walker.run.asking == "title"
    walker = Walker(form("remarks", "title"))
    walker.hear(walker.typed("没有了"))
    assert walker.run.answers == {"remarks": None}


def test_a_number_that_is_no_option_is_not_taken_for_a_name() -> None:
    walker = Walker(form("groups", "title"))
    walker.hear(walker.typed("30"))
    assert keys_said(walker)[0] == "form-choice-unknown"
    walker.hear(walker.typed("环卫工人"))
    assert walker.run.row == {"kind": {"other": "环卫工人"}}


@pytest.mark.parametrize("typed", ["空巢老人１２人，残疾人3人", "36人左右", "环卫工人二十名"])
def test_how_many_there_were_is_no_kind_of_people(typed: str) -> None:
    walker = Walker(form("groups", "title"))
    walker.hear(walker.typed(typed))
    assert keys_said(walker)[0] == "form-choice-counted"
    walker.hear(walker.typed("8岁以下儿童"))
    assert walker.run.row == {"kind": {"other": "8岁以下儿童"}}


def test_a_row_begun_by_mistake_can_be_left_at_the_first_question_too() -> None:
    walker = Walker(form("groups", "title"))
    walker.press("pick.0")
    walker.hear(Heard("30"))
    walker.press("add")
    walker.press("back")
    assert walker.run.answers["groups"] == [{"kind": "disabled", "person_times": 30}]
    walker.press("done")
    assert walker.run.asking == "title"


def test_no_row_beyond_the_last_can_be_added() -> None:
    walker = Walker(ODD)
    for _ in range(2):
        walker.press("pick.0")
        walker.hear(Heard("3"))
        walker.press("skip")
        if walker.token("add"):
            walker.press("add")
    assert "add" not in tokens(walker)
    assert len(walker.run.answers["skip"]) == 2  # type: ignore[arg-type]  # it is a list


def test_keys_called_like_controls_are_no_controls() -> None:
    walker = Walker(Form(name="a:activity", questions=(own("cancel", Kind.TEXT), own("done", Kind.TEXT))))
    walker.hear(Heard("甲"))
    walker.hear(Heard("乙"))
    assert walker.typed("取消").pressed == walker.token("cancel")
    assert walker.typed("2").pressed == walker.token("edit.done")


def test_a_long_number_is_refused_quickly() -> None:
    walker = Walker(form("groups", "title"))
    started = time.process_time()
    walker.hear(Heard("1" * 100_000 + "岁"))
    assert time.process_time() - started < 1
    assert walker.run.row == {}

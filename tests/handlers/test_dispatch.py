"""What becomes of a message, whatever it is: exactly one reply, nothing twice, nothing half done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from handlers import routes
from handlers.access import Route
from handlers.dispatch import MOST_A_MINUTE
from handlers.hearing import LONGEST_TEXT
from handlers.messages import Address, Inbound, Photo, Reply, Text
from handlers.routes import Command
from handlers.turn import Turn
from storage.audit import Trail
from storage.database import Database
from storage.outbox import Outbound
from storage.people import Person
from tests.kit.scene import Scene, said

FIRST = Photo("a" * 64)


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


@pytest.fixture
def asked_title(scene: Scene) -> Scene:
    """李明 is asked for the title of a report."""
    scene.say("李明", "/report", "1", "生态环保")
    return scene


def answers(scene: Scene) -> Mapping[str, Any]:
    body: dict[str, Mapping[str, Any]] = scene.runs()[-1].body
    return body["answers"]


def test_the_same_message_again_is_the_same_reply_and_nothing_else(asked_title: Scene) -> None:
    first = asked_title.hear("李明", "护河清洁", update_id="one")
    rows = len(asked_title.rows(Outbound))
    again = asked_title.hear("李明", "护河清洁", update_id="one")
    other = asked_title.hear("李明", "something else", update_id="one")
    assert first.row == again.row == other.row
    assert len(asked_title.rows(Outbound)) == rows
    assert answers(asked_title) == {"category": "environment", "title": "护河清洁"}


def test_the_same_id_on_another_channel_is_another_message(scene: Scene) -> None:
    first = scene.hear("李明", "/help", update_id="7")
    other = scene.hear(Address("telegram", "900"), "/help", update_id="7")
    assert first.row != other.row


def test_too_long_a_text_is_not_looked_at_and_the_question_stands(asked_title: Scene) -> None:
    answer = asked_title.say("李明", "长" * (LONGEST_TEXT + 1))
    assert answer.text.startswith(said("turn-long", most=LONGEST_TEXT))
    assert said("ask-title") in answer.text
    asked_title.say("李明", "护河清洁")
    assert answers(asked_title)["title"] == "护河清洁"


def test_a_flood_is_answered_once_and_then_ends(scene: Scene) -> None:
    for _ in range(MOST_A_MINUTE):
        scene.say("李明", "/help")
    slow = [scene.say("李明", "/report") for _ in range(5)]
    assert {answer.text for answer in slow} == {said("turn-slow")}
    assert scene.runs() == []
    waiting = [row for row in scene.rows(Outbound) if row.settle == "slow" and row.state == "waiting"]
    assert len(waiting) == 1, "the others were merged into it"
    assert scene.say("孙燕", "/help").text != said("turn-slow"), "others are not held up"
    scene.now += timedelta(minutes=1)
    assert scene.say("李明", "/help").text != said("turn-slow")


def test_a_fault_is_told_kept_and_undone(asked_title: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_done(turn: Turn, rest: str) -> Reply:
        turn.person.name = "改了一半"
        turn.note("broken", turn.person)
        turn.session.flush()
        raise RuntimeError("no such luck \0")

    monkeypatch.setitem(routes.COMMANDS, "mine", Command(Route.SELF, half_done))
    answer = asked_title.hear("李明", "/mine")
    assert answer.text == said("turn-fault")
    assert "no such luck" in (answer.fault or "")
    assert asked_title.seen()[-1].fault == answer.fault
    assert "改了一半" not in [person.name for person in asked_title.rows(Person)]
    assert "broken" not in [act.act for act in asked_title.rows(Trail)]
    asked_title.say("李明", "护河清洁")
    assert answers(asked_title)["title"] == "护河清洁", "what was filled in before goes on"


def test_a_fault_in_a_form_leaves_the_run_as_it_was(
    asked_title: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("handlers.talk.step", broken)
        assert asked_title.hear("李明", "护河清洁").text == said("turn-fault")
    asked_title.say("李明", "护河清洁二")
    assert answers(asked_title)["title"] == "护河清洁二"


def test_words_at_a_menu_do_not_answer_the_question_behind_it(asked_title: Scene) -> None:
    menu = asked_title.say("李明", "/help")
    assert said("run-continue") in menu.labels
    answer = asked_title.say("李明", "今天天气不错")
    assert answer.text.startswith(said("run-unheard", words="今天天气不错"))
    assert said("ask-title") in answer.text
    assert "title" not in answers(asked_title)
    asked_title.say("李明", "护河清洁")
    assert answers(asked_title)["title"] == "护河清洁"


def test_a_number_at_a_menu_picks_from_the_menu(asked_title: Scene) -> None:
    menu = asked_title.say("李明", "/help")
    place = menu.labels.index(said("command-hours")) + 1
    answer = asked_title.say("李明", str(place))
    assert said("hours-none", name="李明") in answer.text
    assert "title" not in answers(asked_title)


def test_the_word_of_a_command_is_no_answer(asked_title: Scene) -> None:
    answer = asked_title.say("李明", "菜单")
    assert said("help-intro") in answer.text
    assert "title" not in answers(asked_title)
    assert said("ask-title") in asked_title.say("李明", said("run-continue")).text


def test_a_refusal_in_the_middle_of_a_form_asks_the_question_again(asked_title: Scene) -> None:
    answer = asked_title.say("李明", "/nosuchthing")
    assert answer.text.startswith(said("turn-command-unknown"))
    assert said("ask-title") in answer.text
    asked_title.say("李明", "护河清洁")
    assert answers(asked_title)["title"] == "护河清洁"


def test_an_edited_message_changes_nothing_and_says_how_to(asked_title: Scene) -> None:
    asked_title.say("李明", "护河清洁")
    answer = asked_title.say("李明", "护河大清洁", edited=True)
    assert answer.text.startswith(said("turn-edited"))
    assert answers(asked_title)["title"] == "护河清洁"
    assert asked_title.say("孙燕", "/report", edited=True).text == said("turn-edited")


def test_a_caption_is_neither_lost_nor_an_answer_nor_a_command(asked_title: Scene) -> None:
    for caption in ("护河清洁", "取消", "/cancel", "1"):
        photo = Photo(f"{len(asked_title.seen()):064x}")
        answer = asked_title.show("李明", photo, text=caption)
        assert said("form-caption", words=caption) in answer.text
    assert "title" not in answers(asked_title)
    assert len(asked_title.runs()[-1].body["early"]) == 4


@pytest.mark.parametrize("word", ["好的", "收到", "谢谢！", "OK"])
def test_after_a_polite_word_what_was_offered_keeps_its_number(scene: Scene, word: str) -> None:
    offered = scene.say("李明", "/help")
    answer = scene.say("李明", word)
    assert answer.text == said("turn-thanks")
    assert answer.labels == [said("turn-help")], "not drawn again"
    third = offered.labels.index(said("command-mine")) + 1
    assert scene.say("李明", word, str(third)).text == scene.say("李明", "/mine").text


def test_who_missed_the_options_by_a_word_sees_them_again(scene: Scene) -> None:
    offered = scene.say("李明", "/help")
    answer = scene.say("李明", "在吗")
    assert answer.text == said("turn-unclear-choose")
    assert answer.labels == [*offered.labels, said("turn-help")]
    third = offered.labels.index(said("command-mine")) + 1
    assert scene.say("李明", "在吗", str(third)).text == scene.say("李明", "/mine").text


def test_photos_without_a_form_are_told_so(scene: Scene) -> None:
    answer = scene.show("李明", FIRST)
    assert answer.text == said("turn-photos-unasked")
    assert answer.labels[0] == said("command-report")
    assert scene.show("王芳", FIRST).text == said("turn-photos-unwanted"), "a volunteer reports nothing"


def test_files_that_could_not_be_kept_are_told_so_without_a_form_too(scene: Scene) -> None:
    broken = Text("photo-broken")
    assert scene.show("李明", broken, broken).text == said("photo-broken")
    answer = scene.show("李明", broken, FIRST)
    assert answer.text == "\n".join((said("photo-broken"), said("turn-photos-unasked")))


def test_an_album_settles_into_one_reply_but_a_refusal_is_never_merged_away(asked_title: Scene) -> None:
    for n in range(4):
        asked_title.show("李明", Photo(f"{n:064x}"))
    asked_title.show("李明", Text("photo-broken"))
    asked_title.show("李明", Photo(f"{9:064x}"))
    waiting = [row for row in asked_title.rows(Outbound) if row.state == "waiting"]
    settling = [row.body["text"] for row in waiting if row.settle]
    assert len(settling) == 1
    assert settling[0].startswith(said("form-photos-taken", count=5))
    assert sum(said("photo-broken") in row.body["text"] for row in waiting) == 1


def test_nothing_readable_is_answered(scene: Scene) -> None:
    assert scene.say("李明", "").text == said("turn-empty")
    assert scene.say("李明", "   ").text == said("turn-empty")
    assert scene.say("李明", "呵呵").text == said("turn-unclear")
    assert scene.press("李明", "~99-3.pick.0").text == said("turn-button-gone")
    assert scene.press("李明", "").text == said("turn-button-gone")


def test_characters_that_no_database_takes_are_left_out(asked_title: Scene) -> None:
    asked_title.say("李明", "护河\0清洁\ud800")
    assert answers(asked_title)["title"] == "护河清洁"
    answer = asked_title.hear(Address("telegram", "901"), "\ud83d\0", name="\0\udfff")
    assert answer.fault is None


def test_buttons_of_another_run_or_person_do_nothing(asked_title: Scene) -> None:
    mine = asked_title.say("李明", "").value(said("form-cancel"))
    asked_title.say("孙燕", "/report", "1")
    answer = asked_title.press("孙燕", mine)
    assert answer.text.startswith(said("form-button-old"))
    assert [run.state for run in asked_title.runs()] == ["open", "open"]


def test_an_old_keyboard_is_answered_with_the_present_question(asked_title: Scene) -> None:
    old = asked_title.say("李明", "").value(said("form-cancel"))
    asked_title.say("李明", "护河清洁")
    answer = asked_title.press("李明", old)
    assert answer.text.startswith(said("form-button-old"))
    assert said("ask-host") in answer.text
    assert asked_title.runs()[-1].state == "open"


def test_numbers_at_the_review_and_at_change_which(scene: Scene) -> None:
    scene.fill()
    assert said("ask-place") in scene.say("李明", "4").text, "the fourth answer"
    scene.say("李明", "不改", "修改")
    assert said("ask-person-times") in scene.say("李明", "7").text
    review = scene.say("李明", "40")
    assert f"{said('ask-person-times.label')}：40" in review.text
    assert said("form-review-unclear") in scene.say("李明", "99").text


def test_small_dialogues_do_not_linger_and_lead_back(asked_title: Scene) -> None:
    asked_title.say("李明", "护河清洁", "/name")
    answer = asked_title.say("李明", "李大明")
    assert answer.text == said("account-named", name="李大明")
    assert said("run-continue") in answer.labels
    assert said("ask-host") in asked_title.say("李明", said("run-continue")).text
    asked_title.say("李明", "/name", "/help", "/name", f"/continue {asked_title.runs()[0].id}")
    assert [run.state for run in asked_title.runs() if run.topic == "name"] == [
        "done",
        "cancelled",
        "cancelled",
    ]


def test_a_look_at_a_form_is_no_draft(scene: Scene) -> None:
    for _ in range(3):
        scene.say("李明", "/report", "1")
    assert sum(run.state == "open" for run in scene.runs()) == 1


def test_in_a_group_nothing_else_is_heard(scene: Scene) -> None:
    for words in ("/help", "填报", "李明", "1"):
        answer = scene.take(Inbound(Address("telegram", "77"), f"g{words}", text=words, group="-100"))
        assert (answer.message, answer.fault) == (None, None)

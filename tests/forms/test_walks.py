"""Random walks over every form: whatever is done, nothing breaks, nothing is lost, and there is a way out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.forms.asking import offers
from handlers.forms.definition import Form, Kind
from handlers.forms.run import Heard, Run, World, applicable, present
from handlers.forms.step import Step
from handlers.messages import BUTTON_VALUE_BYTES
from tests.forms.walking import ANSWERS, PHOTOS, REFUSED, TODAY, TOKENS, TYPED, Walker, forms

#: Acts that may take an answer away: the person asked for it.
TAKING = {"skip", "drop"}
NAMES = ("王芳", "张伟", "John Smith", "小明2", "陈志强队长", "李明")
LAST: dict[str, Any] = {
    "host": "端州区团委",
    "place": "城东社区",
    "span": {"starts_minute": 540, "ends_minute": 600},
    "organisations": 2,
    "fork": "x",
    "deep": 1250,
    "when": "not a span",
    "day": "2019-03-02",
    "long": 10**12,
    "page": None,
    "photos": ["f" * 64],
    "submit": "太长太长太长太长太长太长太长",
}
#: What is done next, and with which of the things it may be done with.
ACTS = st.tuples(
    st.sampled_from(
        (
            *("press",) * 5,
            *("answer",) * 6,
            *("type",) * 4,
            *("photo",) * 2,
            "number",
            "old",
            "forge",
            "world",
        )
    ),
    st.integers(0, 10_000),
)


def heard(walker: Walker, act: str, n: int) -> Heard:
    """The message that an act is."""
    options = walker.options()
    if act == "press":
        return Heard(pressed=options[n % len(options)].value)
    if act == "old" and walker.old:
        return Heard(pressed=walker.old[n % len(walker.old)])
    if act == "forge":
        begin = ("~7-0", "~8-0", present(walker.run), "", "~", "~7-999999999999")[n % 6]
        return Heard(pressed=f"{begin}.{TOKENS[n % len(TOKENS)]}")
    if act == "photo":
        few = tuple(PHOTOS[(n + i) % len(PHOTOS)] for i in range(n % 4))
        return Heard(
            photos=(*few, REFUSED) if n % 5 == 0 else few or PHOTOS[:1], text="合影" if n % 7 == 0 else ""
        )
    if act == "number":
        return walker.typed(str(n % 15))
    if act == "answer" and walker.run.asking:
        question = walker.form.question(walker.run.asking)
        kinds = [column.kind for column in question.columns if column.key == walker.run.column]
        return walker.typed(ANSWERS.get((kinds or [question.kind])[0], "1"))
    return walker.typed(TYPED[n % len(TYPED)])


def photos_of(form: Form, run: Run) -> set[str]:
    """The photos that a run has, wherever it keeps them."""
    answered = [run.answers.get(q.key) for q in form.questions if q.kind is Kind.PHOTOS]
    return {
        *run.early,
        *(digest for given in answered if isinstance(given, list) for digest in map(str, given)),
    }


def lost(form: Form, before: Run, after: Run) -> list[str]:
    """The answers that were given and are so no more, but for those whose condition fell away."""
    asked = {question.key for question in applicable(form, after.answers)}
    return [
        key for key, answer in before.answers.items() if key in asked and after.answers.get(key, "") != answer
    ]


def check(walker: Walker, said: Heard, before: Run, taken: Step) -> None:
    """The laws of one step."""
    form, after = walker.form, taken.run
    token = (said.pressed or "").partition(".")[2].partition(".")[0]
    changed = lost(form, before, after)
    # Hours may be said with their basis.
    may = {before.asking, "hours"} if before.asking == "hours_basis" else {before.asking}
    assert set(changed) <= may or (said.photos and len(changed) == 1), f"{said} changed {changed}"
    if token not in TAKING:
        assert photos_of(form, before) <= photos_of(form, after) or not photos_kept(form, after)
    if token == "rest" and after != before:
        check_rest(form, before, after)
    if taken.outcome == "submitted":
        missing = [
            q.key for q in applicable(form, after.answers) if q.required and after.answers.get(q.key) is None
        ]
        assert missing == []
        assert set(after.answers) == {q.key for q in applicable(form, after.answers)}
    for option in taken.reply.options:
        assert len(option.value.encode()) <= BUTTON_VALUE_BYTES
    offered = [option.value for option in taken.reply.options]
    assert len(set(offered)) == len(offered)
    assert offered == [option.value for option in offers(form, after, walker.world)]
    assert after.sequence >= before.sequence


def check_rest(form: Form, before: Run, after: Run) -> None:
    """Skipping the rest leads to the review, takes nothing away, and leaves empty what may be empty."""
    assert after.asking is None
    assert before.answers.items() <= after.answers.items()
    new = [form.question(key) for key in after.answers.keys() - before.answers.keys()]
    assert len(new) > 1
    assert not any(question.required for question in new)
    assert all(after.answers[q.key] is None or q.kind is Kind.PHOTOS for q in new)


def photos_kept(form: Form, run: Run) -> bool:
    """Whether photos are asked for at all, as the answers are now."""
    return any(q.kind is Kind.PHOTOS for q in applicable(form, run.answers))


def check_offers(walker: Walker) -> None:
    """Everything offered can be pressed, and its number does the same."""
    numbered = 0
    for option in walker.options():
        pressed = twin(walker)
        taken = pressed.hear(Heard(pressed=option.value))
        moved = taken.run != walker.run or taken.outcome is not None
        assert moved, f"{option.value} was refused: {taken.reply.lines[0]}"
        if option.control or not walker.asked.reply.numbered:
            continue
        numbered += 1
        counted = twin(walker)
        assert counted.typed(str(numbered)).pressed == option.value
        again = counted.hear(counted.typed(str(numbered)))
        assert (again, again.reply) == (taken, taken.reply)


def twin(walker: Walker) -> Walker:
    """Another one in the same place, so that something can be tried."""
    made = Walker(walker.form, walker.world)
    made.run, made.asked, made.menu = walker.run, walker.asked, walker.menu
    return made


@settings(max_examples=settings().max_examples // 2)
@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
@given(acts=st.lists(ACTS, min_size=10, max_size=60), remembered=st.booleans())
def test_walks(form: Form, acts: list[tuple[str, int]], remembered: bool) -> None:
    walker = Walker(form, World(TODAY, last=LAST if remembered else {}, picks={"participants": NAMES[:3]}))
    for place, (act, n) in enumerate(acts):
        if act == "world":
            # Somebody joins or leaves between two messages.
            walker.world = World(TODAY, last=LAST, picks={"participants": NAMES[n % 4 :]})
        before, said = walker.run, heard(walker, act, n)
        taken = walker.hear(said)
        check(walker, said, before, taken)
        if taken.outcome == "submitted":
            break
        if place % 17 == 0:
            check_offers(walker)
    check_offers(walker)
    finish(twin(walker), hurry=True)
    finish(walker)


def finish(walker: Walker, hurry: bool = False) -> None:
    """From here to the end, and all that is needed is there."""
    before = walker.run
    taken = walker.finish(hurry)
    check(walker, Heard(pressed=".submit"), taken.run, taken)
    assert photos_of(walker.form, before) <= photos_of(walker.form, taken.run)

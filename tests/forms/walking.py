"""What somebody may do to a form, sensible or not, and the sure way through it to the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handlers.forms.definition import Choice, Form, Kind, Question, Said
from handlers.forms.run import Heard, Run, World, begin, present
from handlers.forms.step import Step, step
from handlers.messages import Option, Photo, Text
from handlers.rules.campaign_file import campaign_form, load_shipped
from handlers.speech import Offered, control_named, find_option, speak

TODAY = date(2019, 3, 12)
#: Everything people type, mean or not: answers of every kind, words for controls, and what breaks parsers.
TYPED = (
    *("1", "2", "3", "7", "12", "99", "0", "-1", "③", "４", "٣", "1.", "（2）", "36", "36人", "两百三十人次"),
    *("3月9日", "昨天", "2019-02-30", "上周五", "9:00-11:30", "九点到十一点半", "25:00-26:00", "2.5小时"),
    *(
        "每人2小时",
        "一共16小时",
        "11户",
        "22:00-6:00",
        "15:00-13:00",
        "350.50",
        "三百元",
        "1e9",
        "1" * 400,
        "NaN",
        "nan",
        "inf",
        "-inf",
        "None",
        "null",
        "true",
        "{}",
        "[]",
    ),
    *("西江河堤清洁行动", "清理河堤垃圾约20袋", "端州区团委、星湖义工队", "好", "x", "无", "没有", "没有了"),
    *(
        "李明、王芳",
        "John Smith，王芳",
        "王芳 张伟2",
        "、、，",
        "😀" * 30,
        "👨‍👩‍👧‍👦",
        "https://example.org/news/123",
    ),
    *("其余跳过", "skip the rest"),
    *("跳过", "返回", "完成", "取消", "稍后再填", "提交", "修改", "不改", "同上次", "全部相同", "再加一项"),
    *("skip", "back", "done", "cancel", "later", "submit", "change", "活动名称", "空巢老人", "去掉最后一项"),
    *(
        "",
        " ",
        "\u3000",
        "\x00",
        "\ud800",
        "\u202eabc",
        "\u200b",
        "\n\n\n",
        "<b>&amp;</b>",
        "'; DROP TABLE--",
    ),
    *("/report", "~1-0.submit", "長" * 100_000, "1、" * 50_000, "9" * 100_000, " " * 100_000, "李明" * 300),
)
TOKENS = (
    *(
        "skip",
        "rest",
        "back",
        "done",
        "submit",
        "edit.title",
        "edit.",
        "change",
        "review",
        "pick.0",
        "pick.999",
    ),
    *("pick.-1", "pick.٣", "keep", "last", "same", "add", "drop", "pause", "cancel", "", ".", "x"),
)
PHOTOS = tuple(Photo(f"{n:064x}") for n in range(25))
REFUSED = Text("photo-broken")


def said(words: str) -> Said:
    return Said.model_validate(words)


def own(key: str, kind: Kind, **more: object) -> Question:
    """A question with words of its own."""
    return Question.model_validate(
        {"key": key, "kind": kind, "ask": said(key), "label": said(key), "example": said("e")} | more
    )


#: All that the five campaigns don't happen to do: rows first, conditions on conditions, keys called like
#: controls, photos that are needed, free words beside choices, answers that repeat of every kind.
ODD = Form(
    name="odd:activity",
    version=3,
    questions=(
        own(
            "skip",
            Kind.ROWS,
            maximum=2,
            columns=(
                own("what", Kind.CHOICE, choices=(Choice(value="a", label=said("甲")),), other=True),
                own("count", Kind.INTEGER),
                own("link", Kind.LINK, required=False),
            ),
        ),
        own("fork", Kind.CHOICE, choices=tuple(Choice(value=v, label=said(v)) for v in "xyz"), repeats=True),
        own("fork_x", Kind.CHOICE, choices=(Choice(value="p", label=said("丙")),), when={"fork": "x"}),
        own("deep", Kind.MONEY, when={"fork_x": "p"}, repeats=True),
        own("when", Kind.SPAN, repeats=True, required=False),
        own("day", Kind.DATE, repeats=True),
        own("long", Kind.DURATION, repeats=True, required=False),
        own("page", Kind.LINK, required=False, repeats=True),
        own("participants", Kind.TEXT, required=False, maximum=60),
        own("photos", Kind.PHOTOS, maximum=4, repeats=True),
        own("submit", Kind.TEXT, repeats=True, minimum=2, maximum=10),
    ),
)
SMALL = Form(
    name="name", review=False, questions=(Question(key="own_name", kind=Kind.TEXT, minimum=1, maximum=40),)
)


def forms() -> list[Form]:
    """Every form there is, and the odd one."""
    shipped = [
        campaign_form(campaign, which)
        for campaign in load_shipped().values()
        for which in ("activity", "summary")
        if campaign.forms.items(which)
    ]
    return [*shipped, ODD, SMALL]


@dataclass
class Walker:
    """Somebody at a form. The run goes through JSON before every step, as it does in the database."""

    form: Form
    world: World = field(default_factory=lambda: World(TODAY))
    run: Run = field(init=False)
    asked: Step = field(init=False)
    menu: list[Offered] = field(init=False)
    old: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.run = begin(self.form, tag="7")
        self.hear(Heard(pressed="~7-0.nothing"))

    def hear(self, heard: Heard) -> Step:
        """Take that, and keep what is offered now."""
        run = Run.model_validate_json(self.run.model_dump_json())
        self.asked = step(self.form, run, heard, self.world)
        self.run = self.asked.run
        message, self.menu = speak(self.asked.reply, "zh-CN")
        assert message.text.strip()
        self.old = [*self.old, *(option.value for option in self.asked.reply.options)][-60:]
        return self.asked

    def typed(self, words: str) -> Heard:
        """What typing that comes to, as the dispatcher finds it."""
        pressed = find_option(self.menu, self.asked.reply.numbered, words.strip()) if words.strip() else None
        return Heard(words.strip(), pressed, control=None if pressed else control_named(words))

    def options(self) -> tuple[Option, ...]:
        return self.asked.reply.options

    def token(self, name: str) -> str | None:
        """The value of that control or choice, if it is offered."""
        wanted = f"{present(self.run)}.{name}"
        return wanted if any(option.value == wanted for option in self.options()) else None

    def press(self, name: str) -> Step:
        """Press something that must be offered."""
        value = self.token(name)
        assert value is not None, f"{name} isn't offered but {[option.value for option in self.options()]}"
        return self.hear(Heard(pressed=value))

    def finish(self, hurry: bool = False) -> Step:
        """Answer whatever is asked, until it is submitted; fails if that never comes. In a `hurry` all that
        may be skipped at once is."""
        for _ in range(120):
            if self.asked.outcome == "submitted":
                return self.asked
            self._next(hurry)
        raise AssertionError(f"no way to the end: stuck at {self.run.asking} with {self.run}")

    def _next(self, hurry: bool) -> None:
        for name in ("submit", "review", "done", *(["rest"] if hurry else []), "skip"):
            if self.token(name):
                self.press(name)
                return
        question = self.form.question(self.run.asking or "")
        if question.kind is Kind.ROWS:
            question = next(column for column in question.columns if column.key == self.run.column)
        if question.kind is Kind.PHOTOS:
            self.hear(Heard(photos=PHOTOS[:1]))
        elif question.kind is Kind.CHOICE:
            self.press("pick.0")
        else:
            self.hear(Heard(ANSWERS[question.kind]))


ANSWERS = {
    Kind.TEXT: "一切都好啊",
    Kind.INTEGER: "12",
    Kind.MONEY: "12.50",
    Kind.DURATION: "2小时",
    Kind.DATE: "3月9日",
    Kind.SPAN: "9:00-11:00",
    Kind.LINK: "https://example.org/a",
}

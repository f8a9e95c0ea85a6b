"""One way of writing: half-width, simplified, lower case, without what can't be seen.

Phones write the same answer with full-width digits, Chinese punctuation, stray spaces and emoji; the
readers of numbers, dates and times see only what comes out of here.
"""

from __future__ import annotations

import re
import unicodedata

from handlers.messages import Reject

#: No number, date or time is longer (characters). What is longer isn't read at all, so that no regular
#: expression ever sees a long text.
LONGEST = 120

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TRADITIONAL = dict(
    zip(
        "〇兩萬億點時鐘鍾週號間餘來幾個約數禮塊錢圓毛後這課過達將無沒國員參與務組織隊條場戶張雙齊",
        "零两万亿点时钟钟周号间余来几个约数礼块钱元毛后这课过达将无没国员参与务组织队条场户张双齐",
        strict=True,
    )
)
#: The numerals of cheques, so written that nobody can change them. 队伍 and 收拾 are other words, so one
#: alone is a numeral only at the beginning or before a unit of money.
_FORMAL = dict(zip("壹贰貳弍叁叄肆伍陆陸柒捌玖拾佰仟", "一二二二三三四五六六七八九十百千", strict=True))
_FORMAL_RUN = re.compile("[{0}零万亿]{{2,}}|^[{0}]|[{0}](?=[元圆角分整])".format("".join(_FORMAL)))
_OTHERS = {
    "廿": "二十",
    "卅": "三十",
    "俩": "两个",
    "仨": "三个",
    "½": ".5",
    "\u3000": " ",
    "￥": "¥",
    "。": ".",
    "−": "-",
    "–": "-",
    "—": "-",
    "―": "-",
    "〜": "~",
    "∼": "~",
}
_ONE_WAY = str.maketrans({chr(code): chr(to) for code, to in _FULL_WIDTH.items()})
_ONE_WAY |= str.maketrans(_TRADITIONAL | _OTHERS)
#: A space says something only between two Latin letters or digits.
_NEEDLESS_SPACE = re.compile(r"(?<![0-9a-z]) +| +(?![0-9a-z])")
_FIRST_PICTURE = 0x1F000  # From here on Unicode has emoji and other signs, no letters of ours.


def flatten(said: str, unclear: str) -> str:
    """What was said in one way of writing, at most `LONGEST` characters; else Reject with the key
    `unclear`, as for something that is nothing but decoration."""
    if len(said) > LONGEST:
        raise Reject(unclear)
    plain = _FORMAL_RUN.sub(
        lambda run: "".join(_FORMAL.get(one, one) for one in run[0]), said.translate(_ONE_WAY)
    )
    seen = "".join(map(_visible, plain.lower()))
    flat = _NEEDLESS_SPACE.sub("", seen).strip().rstrip(".,;!?~、…")
    if not flat:
        raise Reject(unclear)
    return flat


def _visible(character: str) -> str:
    """The character, a space for a control or a picture, nothing for an invisible sign."""
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category in ("Cc", "Cs", "Cn", "Zs", "Zl", "Zp", "So") or ord(character) >= _FIRST_PICTURE:
        return " "
    return character

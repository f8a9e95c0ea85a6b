"""A link in what was pasted."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from handlers.messages import Reject

#: A link may have so many characters (those of WeChat articles have under 300).
LONGEST_LINK = 500
_LONGEST_TEXT = 8000
#: The characters of RFC 3986; Chinese words that follow without a space end the link.
_LINK = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59}|[0-9]{1,3})"
)


def read_link(text: str) -> str:
    """The one http or https link in the text, people paste "标题 https://…".

    Reject if there is none, there are several, it is too long, its host is no name on the internet, or
    it carries a user name or password.
    """
    if len(text) > _LONGEST_TEXT:
        raise Reject("reading-link-long", maximum=LONGEST_LINK)
    links = list(dict.fromkeys(_trimmed(link) for link in _LINK.findall(text)))
    if len(links) > 1:
        raise Reject("reading-link-several")
    if not links:
        raise Reject("reading-link-unclear")
    link = links[0]
    if len(link) > LONGEST_LINK:
        raise Reject("reading-link-long", maximum=LONGEST_LINK)
    _check_host(link)
    return link


def _trimmed(link: str) -> str:
    """Without the punctuation of the sentence around it; a bracket goes if nothing opened it."""
    link = link.rstrip(".,;:!?'*")
    while link.endswith((")", "]")) and link.count(link[-1]) > link.count({")": "(", "]": "["}[link[-1]]):
        link = link[:-1].rstrip(".,;:!?'*")
    return link


def _check_host(link: str) -> None:
    try:
        parts = urlsplit(link)
        host, login, _port = parts.hostname or "", "@" in parts.netloc, parts.port
    except ValueError:
        raise Reject("reading-link-unclear") from None
    if login:
        raise Reject("reading-link-login")
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise Reject("reading-link-unclear")

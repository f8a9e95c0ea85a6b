"""Bytes on their way to the browser: pictures are shown, everything else is only ever saved."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

#: How the pictures begin that a browser may draw. SVG is not among them: it can carry scripts.
PICTURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
}

#: Even if a browser took the bytes for a page, nothing in it would run.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


def picture_type(content: bytes) -> str | None:
    """The media type by the first bytes; None if it isn't a picture we show."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)


def attachment(content: bytes, name: str, kind: str) -> Response:
    """The answer that carries the bytes, under the name given (RFC 6266, RFC 5987 for other scripts)."""
    found = picture_type(content)
    shown = "inline" if found and kind == "picture" else "attachment"
    headers = {
        "content-disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": POLICY,
    }
    return Response(content, media_type=found or "application/octet-stream", headers=headers)

"""The bytes behind an attachment's source: photos from their folder, papers drawn from kept figures.

Who may have a paper is decided when it is asked for: its row names who asked. Here it is only drawn, and
only for a message that was made for that person.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sqlalchemy.orm import Session

from bot.media import Media
from bot.work import Work
from handlers.papers.figures import Figures
from handlers.papers.paper import Paper
from storage.digests import Digest
from storage.exports import Export
from storage.photos import MissingPhotoError

#: Thumbnails on a summary's picture.
MOST_THUMBS = 3


class Papers:
    """Loads what a message carries. `load` keeps to `bot.channels.base.Load`."""

    def __init__(self, work: Work, media: Media) -> None:
        self._work = work
        self._media = media

    async def load(self, source: str) -> bytes:
        """The bytes of `photo:<sha256>`, `thumb:<sha256>`, `paper:export:<export id>:<language>`, or
        `paper:picture:<digest id>:<language>` and `paper:workbook:…` of a summary."""
        if not source.startswith("paper:"):
            return await self._media.load(source)
        _, kind, number, language = source.split(":")
        if kind == "export":
            paper = await self._work.read(lambda session: _paper(session, int(number)))
            return await asyncio.to_thread(_draw_paper, paper, language)
        figures = await self._work.read(lambda session: _figures(session, int(number)))
        if kind == "picture":
            thumbs = await self._thumbs(figures)
            return await asyncio.to_thread(_draw_picture, figures, language, thumbs)
        if kind == "workbook":
            return await asyncio.to_thread(_draw_workbook, figures, language)
        raise LookupError(f"no paper of kind {kind}")

    async def _thumbs(self, figures: Figures) -> list[bytes]:
        digests = [activity.photos[0] for activity in figures.notable if activity.photos]
        thumbs = []
        for digest in digests[:MOST_THUMBS]:
            # A report that was corrected since may have another photo, and this one be gone.
            with suppress(MissingPhotoError):
                thumbs.append(await self._media.load_thumb(digest))
        return thumbs


def _paper(session: Session, number: int) -> Paper:
    export = session.get(Export, number)
    if export is None:
        raise LookupError(f"no export {number}")
    return Paper.model_validate(export.body)


def _figures(session: Session, number: int) -> Figures:
    digest = session.get(Digest, number)
    if digest is None:
        raise LookupError(f"no digest {number}")
    return Figures.model_validate(digest.figures)


# What draws is loaded with the first paper, in its thread: a bot that draws nothing shouldn't hold it.
def _draw_paper(paper: Paper, language: str) -> bytes:
    from handlers.papers.export import draw_paper

    return draw_paper(paper, language)


def _draw_workbook(figures: Figures, language: str) -> bytes:
    from handlers.papers.workbook import draw_workbook

    return draw_workbook(figures, language)


def _draw_picture(figures: Figures, language: str, thumbs: list[bytes]) -> bytes:
    from handlers.papers.picture import draw_picture

    return draw_picture(figures, language, thumbs)

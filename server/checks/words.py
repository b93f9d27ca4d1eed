"""Whether what is said of an item may go out: its texts against the office's lists of wordings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from index.catalogue import stories, wordings
from index.catalogue.assets import Description, public_id
from index.catalogue.items import Item
from index.catalogue.stories import Story
from index.catalogue.story_text import text_of
from index.errors import Conflict
from server.checks.findings import Batch, Finding, Severity, Told
from server.checks.wording import Entry, Hit, hits

CHECK: Final = "wording"
HELD: Final = "wordings"
AROUND: Final = 12
"""Characters of the text that are shown on each side of a finding."""


def of_words(words: Any) -> dict[str, str]:
    """Return the texts of a description (or its ``Words``) that go out with an asset."""
    return {"title": words.title, "caption": words.caption, "people": "、".join(words.people), "place": words.place,
            "credit": words.credit, "keywords": "、".join(words.keywords)}


def of_story(session: Session, story: Story) -> dict[str, str]:
    """Return the texts of a story."""
    captions = [one["caption"] for one in stories.content_of(session, story)["assets"]]
    return {"title": story.title, "summary": story.summary, "body": text_of(story.body), "pictures": "\n".join(captions)}


def look(batch: Batch) -> Iterator[Told]:
    """Find what the office's lists object to in the items' texts. Each expression may be let stand by itself."""
    for item in batch.items:
        yield from ((item.ref, None, one) for one in findings(batch.session, _texts(batch.session, item)))


def findings(session: Session, texts: Mapping[str, str]) -> list[Finding]:
    """Return what the lists object to in texts, in their order."""
    lists = _lists(session)
    return [Finding(CHECK, Severity.BLOCKS, Conflict(CHECK, **named([hit])), key=hit.found,
                    quote=(text[max(0, hit.start - AROUND):hit.start], hit.found, text[hit.end:hit.end + AROUND]))
            for text in texts.values() for hit in hits(text, lists)]


def refusal(found: Sequence[Finding]) -> Conflict:
    """Return what a submission is refused with: every expression, once."""
    told = {one.key: one.error.details for one in found}.values()
    return Conflict(CHECK, found_zh="、".join(one["found_zh"] for one in told), found=", ".join(one["found"] for one in told))


def named(found: Sequence[Hit]) -> dict[str, str]:
    """Return expressions, with what to write instead, as reasons tell them."""
    told = list(dict.fromkeys((one.found, one.instead) for one in found))
    zh = [f"「{found}」" + (f"（应为「{right}」）" if right else "") for found, right in told]
    en = [f"“{found}”" + (f" (should be “{right}”)" if right else "") for found, right in told]
    return {"found_zh": "、".join(zh), "found": ", ".join(en)}


def subject_of(asset_id: int) -> str:
    """Return how an asset is named here."""
    return f"asset:{public_id(asset_id)}"


def entries(lines: Iterable[tuple[str, str, str]]) -> list[Entry]:
    """Return lines (kind, text, instead) as the checks read them."""
    return [Entry(str(kind), text, instead) for kind, text, instead in lines]


def _texts(session: Session, item: Item) -> Mapping[str, str]:
    for row in item.rows:
        if isinstance(row, Story):
            return of_story(session, row)
        if isinstance(row, Description):
            return of_words(row)
    raise AssertionError(f"{item.ref} came without its rows")


def _lists(session: Session) -> list[Entry]:
    """Return the office's lists, read once in a unit of work: five hundred approvals go by the same."""
    held: list[Entry] | None = session.info.get(HELD)
    if held is None:
        held = session.info[HELD] = entries((one.kind, one.text, one.instead) for one in wordings.wordings(session))
    return held

"""What the API takes and gives of stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from index.catalogue.assets import public_id as asset_name
from index.catalogue.assets import row_id as asset_row
from index.catalogue.lifecycle import State
from index.catalogue.stories import CreditPart
from server.api.declaring import AssetId, RowId
from server.api.shapes import LEFT, Left, Rule
from server.stories import markdown
from server.stories.lists import Line, Page
from server.stories.service import LIMITS, MOST_ASSETS, MOST_CREDITS, Credit, Wish

Title = Annotated[str, Rule(least=1, most=LIMITS["title"])]
Summary = Annotated[str, Rule(most=LIMITS["summary"])]
Body = Annotated[str, Rule(most=1 << 20, about="In the format that `format` names; what no story may hold is left out.")]
Format = Literal["html", "markdown"]
Kind = Annotated[str, Rule(most=60, example="news")]
Channels = Annotated[tuple[Annotated[str, Rule(most=60, example="site")], ...], Rule(most=60)]


@dataclass(frozen=True, slots=True)
class PictureIn:
    """A picture of the library in a story, and what stands under it there."""

    asset: AssetId
    caption: Annotated[str, Rule(most=LIMITS["caption"])] = ""


@dataclass(frozen=True, slots=True)
class CreditIn:
    """Somebody who wrote or took pictures; ``share`` is a percentage of their part, for all of it or for nobody."""

    name: Annotated[str, Rule(least=1, most=60)]
    share: Annotated[int | None, Rule(least=1, most=100)] = None


Pictures = Annotated[tuple[PictureIn, ...], Rule(most=MOST_ASSETS)]
Credits = Annotated[tuple[CreditIn, ...], Rule(most=MOST_CREDITS)]


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to begin. ``channels`` are those that it is meant for; submitting it is another step."""

    kind: Kind
    title: Title
    summary: Summary = ""
    body: Body = ""
    format: Format = "html"
    event: RowId | None = None
    lead: AssetId | None = None
    pictures: Pictures = ()
    authors: Credits = ()
    photographers: Credits = ()
    channels: Channels = ()

    def wish(self) -> Wish:
        """Return this as the service takes it. Raises NotFound for a picture's number that is none."""
        return Wish(self.kind, self.title, self.summary, html_of(self.body, self.format), self.event,
                    asset_row(self.lead) if self.lead else None, pictures_of(self.pictures),
                    (*credits_of(self.authors, CreditPart.AUTHOR),
                     *credits_of(self.photographers, CreditPart.PHOTOGRAPHER)), self.channels)


@dataclass(frozen=True, slots=True)
class StoryEdit:
    """A new version of a story. What is left out stays as it is; ``format`` is that of ``body``."""

    kind: Kind | Left = LEFT
    title: Title | Left = LEFT
    summary: Summary | Left = LEFT
    body: Body | Left = LEFT
    format: Format = "html"
    event: RowId | Left | None = LEFT
    lead: AssetId | Left | None = LEFT
    pictures: Pictures | Left = LEFT
    authors: Credits | Left = LEFT
    photographers: Credits | Left = LEFT
    channels: Channels | Left = LEFT

    def over(self, had: Wish, meant_for: tuple[str, ...]) -> Wish:
        """Return the story that this makes of what it says now."""
        authors, photographers = (tuple(one for one in had.credits if one.part == part) for part in CreditPart)
        if self.authors is not LEFT:
            authors = credits_of(self.authors, CreditPart.AUTHOR)
        if self.photographers is not LEFT:
            photographers = credits_of(self.photographers, CreditPart.PHOTOGRAPHER)
        lead = had.lead_id if self.lead is LEFT else asset_row(self.lead) if self.lead else None
        return Wish(
            had.kind if self.kind is LEFT else self.kind, had.title if self.title is LEFT else self.title,
            had.summary if self.summary is LEFT else self.summary,
            had.body if self.body is LEFT else html_of(self.body, self.format),
            had.event_id if self.event is LEFT else self.event, lead,
            had.assets if self.pictures is LEFT else pictures_of(self.pictures), (*authors, *photographers),
            None if self.channels is LEFT else self.channels, meant_for)


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list. ``opening`` is its summary, or how its text begins; ``status`` has its state on each channel that it
    was submitted for, of which readers beyond the department are told where it is published.
    """

    id: str
    kind: str
    title: str
    opening: str
    department: str | None
    event: str | None
    writer: str | None
    changed_at: datetime
    version: int
    pictures: int
    status: dict[str, State]


@dataclass(frozen=True, slots=True)
class StoryPicture:
    """A picture of a story that may be seen, with what stands under it."""

    asset: str
    sha256: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class StoryCredit:
    """Somebody who wrote or took pictures; ``share`` is null where all share alike."""

    name: str
    share: int | None


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """One story as it stands. ``body`` is HTML of a few plain tags; ``hidden`` counts pictures that may not be seen;
    ``channels`` are those that it is meant for, told to whom it belongs and who reviews it.
    """

    id: str
    kind: str
    title: str
    summary: str
    body: str
    department: str | None
    event: str | None
    writer: str | None
    changed_at: datetime
    version: int
    status: dict[str, State]
    lead: str | None
    pictures: tuple[StoryPicture, ...]
    hidden: int
    authors: tuple[StoryCredit, ...]
    photographers: tuple[StoryCredit, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StorySaved:
    """What a saving came to: the story's newest version."""

    story: str
    version: int
    href: str


def line(one: Line, kind: str) -> StoryLine:
    """Return a story as lists tell it."""
    return StoryLine(one.public_id, kind, one.title, one.opening, one.department, one.event, one.writer, one.changed_at,
                     one.version, one.pictures, _states(one))


def record(page: Page, kind: str) -> StoryRecord:
    """Return a story as its page tells it to the same reader."""
    one = page.line
    seen = {view.id for view, _caption in page.pictures}
    by_part = {part: tuple(StoryCredit(credit.name, credit.share) for credit in page.credits if credit.part == part)
               for part in CreditPart}
    return StoryRecord(
        one.public_id, kind, one.title, page.summary, page.body, one.department, one.event, one.writer, one.changed_at,
        one.version, _states(one), asset_name(page.lead_id) if page.lead_id in seen and page.lead_id else None,
        tuple(StoryPicture(view.public_id, view.sha256, caption or view.words.caption, view.words.credit)
              for view, caption in page.pictures), page.hidden + len(page.withheld), by_part[CreditPart.AUTHOR],
        by_part[CreditPart.PHOTOGRAPHER], tuple(page.channels))


def html_of(body: str, written_in: str) -> str:
    """Return a text as HTML; the service cleans it."""
    return markdown.read(body)[0] if written_in == "markdown" else body


def pictures_of(given: tuple[PictureIn, ...]) -> tuple[tuple[int, str], ...]:
    """Return pictures as the service takes them. Raises NotFound."""
    return tuple((asset_row(one.asset), one.caption) for one in given)


def credits_of(given: tuple[CreditIn, ...], part: CreditPart) -> tuple[Credit, ...]:
    """Return credits as the service takes them."""
    return tuple(Credit(part, one.name, one.share) for one in given)


def _states(one: Line) -> dict[str, State]:
    return {code: State(state) for code, state in one.status}

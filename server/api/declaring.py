"""Endpoints of the API: one declaration says what each takes and gives; by it requests are read and the document is made."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Final, get_origin, get_type_hints

from index.catalogue.tokens import Scope
from server.api.shapes import Listed, Rule
from server.api.streams import FileBody

View = Callable[..., Any]
JSON: Final = "application/json"
MERGE: Final = "application/merge-patch+json"
BYTES: Final = "application/octet-stream"
TAGS: Final[dict[str, tuple[str, str]]] = {
    "assets": ("素材", "Photos, films and posters: find, read, upload, describe, submit."),
    "stories": ("稿件", "Texts with pictures, in versions."),
    "review": ("审稿", "Approve and return."),
    "boards": ("宣传栏", "Boards and what hangs on them."),
    "screens": ("电子屏", "Screens, what they are told, and why."),
    "office": ("办公室", "Events, departments, people, channels, the work that is asked of them, handing over, archives."),
    "placements": ("用稿", "Outlets, and what became of items there."),
    "papers": ("简报和通报", "Newsletters and the office's reports: made, issued, read."),
    "training": ("培训和器材", "Training sessions with who came, and bookings of camera kits."),
    "figures": ("考核", "The ledger, rankings, quotas, groups, rules and points; the best of a year and personal records."),
    "webhooks": ("事件推送", "Addresses that are told of events, for the administrator."),
    "token": ("令牌", "What the token that asks may do."),
}

RowId = Annotated[int, Rule(least=1, most=10**15 - 1, example=1)]
AssetId = Annotated[str, Rule(pattern="^[Vv][0-9]{1,15}$", example="V12")]
StoryId = Annotated[str, Rule(pattern="^[Ss][0-9]{1,15}$", example="S3")]
ItemId = Annotated[str, Rule(pattern="^[VvSs][0-9]{1,15}$", example="V12")]
Sha256 = Annotated[str, Rule(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which part of a list is wanted."""

    limit: Annotated[int, Rule(least=1, most=200, about="How many at most.")] = 50
    cursor: Annotated[str | None, Rule(most=500, about="`next` of the page before; empty for the first.")] = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address. ``scope`` is None where any token will do; ``answers`` is the record that it gives, None
    for no body; ``media`` is what bytes it gives instead; ``matches`` reads what an update changes, for If-Match.
    """

    method: str
    path: str
    scope: Scope | None
    zh: str
    view: View
    status: int
    tag: str
    inside: dict[str, Any] = field(default_factory=dict)
    query: Any = None
    body: Any = None
    answers: Any = None
    media: str | None = None
    matches: View | None = None
    tagged: bool = True
    also: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    @property
    def takes_file(self) -> bool:
        return self.body is FileBody

    @property
    def listed(self) -> bool:
        return get_origin(self.answers) is Listed

    @property
    def rule(self) -> str:
        """The address as Flask routes it."""
        return re.sub(r"\{(\w+)\}", lambda found: f"<{'int:' if self._is_number(found[1]) else ''}{found[1]}>", self.path)

    @property
    def takes(self) -> tuple[str, ...]:
        """The media types of its body."""
        if self.body is None:
            return ()
        return (BYTES,) if self.takes_file else (JSON, MERGE) if self.method == "PATCH" else (JSON,)

    @property
    def summary(self) -> str:
        return (self.view.__doc__ or "").strip().split("\n")[0].rstrip(".")

    @property
    def description(self) -> str:
        """What the docstring says beyond its first line."""
        return inspect.cleandoc(self.view.__doc__ or "").partition("\n")[2].strip()

    def _is_number(self, name: str) -> bool:
        return bool(self.inside[name] == RowId)


ENDPOINTS: Final[list[Endpoint]] = []
"""All of them, in the order of the document."""


def endpoint(method: str, path: str, scope: Scope | None, zh: str, *, tag: str, status: int = 0, media: str | None = None,
             answers: Any = None, matches: View | None = None, tagged: bool = True,
             also: tuple[int, ...] = ()) -> Callable[[View], View]:
    """Declare a view as an endpoint. Its signature says the rest: names of the path, ``query``, ``body``, what it returns.

    ``tagged`` is for answers that can be told by an ETag; ``answers`` is the record of a view that says its status
    itself, one of ``also``.
    """
    def declared(view: View) -> View:
        hints = get_type_hints(view, include_extras=True)
        returned = hints.pop("return")
        query, body = hints.pop("query", None), hints.pop("body", None)
        hints.pop("seen", None)
        gives = answers or (None if returned is type(None) or media else returned)
        told = status or (HTTPStatus.OK if gives or media else HTTPStatus.NO_CONTENT)
        ENDPOINTS.append(Endpoint(method, path, scope, zh, view, int(told), tag, hints, query, body, gives, media,
                                  matches, tagged, also))
        return view

    return declared

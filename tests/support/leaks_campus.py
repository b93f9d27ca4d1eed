"""A campus where every state that an asset or a story can be in has one, each bearing a word that stands nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from itertools import product
from typing import Any

import points_campus
import pytest
from sqlalchemy import select, update

from index import settings as configuration
from index.catalogue import items
from index.catalogue.assets import Asset, Rendition
from index.catalogue.feedback import ItemPage, token_of
from index.catalogue.lifecycle import Verb
from index.catalogue.notices import Kind
from index.catalogue.outlets import Outlet
from index.catalogue.placements import Placement
from index.catalogue.screens import Screen, ScreenBoard
from index.catalogue.stories import Story
from index.credentials import token_hash
from index.db import reading, writing
from server.bin import deleting
from server.bin import service as bins
from server.bin import stories as binned_stories
from server.boards.service import NewBoard, add_board, add_item
from server.channels import service as channels
from server.channels.service import ChannelChange
from server.collections import colleagues, shares
from server.collections import service as collections
from server.collections.service import Wish as Collected
from server.consents import service as consents
from server.feeds.addresses import page_name
from server.library.describe import Edit, describe
from server.notices import telling
from server.notices.heard import Telling
from server.placements import evidence
from server.places import service as places
from server.review.service import Order, act
from server.searches import service as searches
from server.searches.service import Wish as Search
from server.stories import drafts
from server.stories import service as stories
from server.takedowns import service as takedowns
from server.topics import handing
from server.topics import service as topics
from server.training import service as training
from server.webhooks import service as webhooks
from server.webhooks.events import KINDS

APPROVED = ("shown", "embargoed", "expired", "objected", "taken", "edited")
STATES = ("draft", "submitted", "returned", "withdrawn", *APPROVED)
AWAY = ("binned", "proposed", "deleted")
"""What nobody sees outside the recycle bin, the second proposed for deletion; and what nobody sees at all."""
SCREENS = ("other-token", "revoked-token")
"""Another screen, which shows nothing of this board, and one whose token was revoked; each named by its token."""
STORIES = ("draft", "submitted", "returned", "withdrawn", "shown", "taken", "edited")
"""States of stories. Of the one that is shown there is an earlier version and something typed besides, which are not."""
AWAY_STORIES = ("binned", "proposed", "deleted")
"""What of stories nobody sees outside the recycle bin, or at all."""
TOLD_OF_STORIES = frozenset({*(f"story-{state}" for state in STORIES), "story-before", "story-typed"})


@dataclass
class Leaks:
    """``assets`` and ``stories`` are ids by state; ``marks`` the words and hashes of each that nobody may see who may not see
    it, by the state of an asset, or by ``story-`` and that of a story.
    """

    assets: dict[str, int] = field(default_factory=dict)
    stories: dict[str, int] = field(default_factory=dict)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hashes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    token: str = ""
    placements: list[int] = field(default_factory=list)
    """Of each asset and story one."""
    pages: dict[str, str] = field(default_factory=dict)
    """Tokens of the public pages behind screens' codes, by state."""
    public: dict[str, str] = field(default_factory=dict)
    """The ends of the addresses of stories' public pages, by state."""

    def told(self, text: str, *, by_hash: bool = True) -> set[str]:
        """Return the states whose asset this text tells of, by a word or, with ``by_hash``, by a hash of its bytes."""
        return {state for state, marks in self.marks.items()
                if any(mark in text for mark in marks if by_hash or mark not in self.hashes.get(state, ()))}


@pytest.fixture
def leaks(home: Any, cast: Any, clock: Any, made_photo: Callable[..., Any], take: Callable[..., Any], worker: Any) -> Leaks:
    """One asset of the canteen for each of STATES and AWAY, on a board, in a collection with a link, in a story and a plan;
    and a story of its own for each of STORIES. What is published on screens is open to everybody.
    """
    made = Leaks()
    for state in (*STATES, *AWAY):
        path = made_photo(name=f"FILEOF{state}.JPG", place=(30.5, 114.35))
        made.assets[state] = int(take(path, cast.photographer, batch=f"b-{state}").asset_id)
    worker.drain()
    for state, asset in made.assets.items():
        words = Edit(title=f"LEAK {state}word", caption=f"secret{state}", people=("甲",) if state == "objected" else None)
        describe(home.engine, cast.photographer, asset, words, now=clock())
        made.marks[state], made.hashes[state] = _marks(home, state, asset)
    channels.change_channel(home.engine, cast.administrator, "screens", ChannelChange(public=True), now=clock())
    _review(home, cast, clock, made.assets)
    _use(home, cast, clock, made)
    _write(home, cast, clock, made)
    _place(home, clock, made)
    _turn(home, cast, clock, made.assets)
    _put_away(home, cast, clock, made.assets)
    _tell(home, cast, clock, made)
    key = configuration.secret(home.settings)
    refs = {state: items.ref(asset) for state, asset in made.assets.items()}
    refs |= {f"story-{state}": items.story(story) for state, story in made.stories.items()}
    made.pages = {state: token_of(key, ItemPage(ref, 1)) for state, ref in refs.items()}
    made.public = {f"story-{state}": page_name(key, story) for state, story in made.stories.items()}
    worker.drain()
    return made


def _marks(home: Any, state: str, asset: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with reading(home.engine) as session:
        original = session.get_one(Asset, asset).sha256
        made = tuple(session.scalars(select(Rendition.sha256).where(Rendition.original_sha256 == original)))
    assert made, "an asset without renditions proves nothing"
    return (f"{state}word", f"secret{state}", f"FILEOF{state}", original, *made), (original, *made)


def _review(home: Any, cast: Any, clock: Any, assets: dict[str, int]) -> None:
    moves = {"submitted": (Verb.SUBMIT,), "returned": (Verb.SUBMIT, Verb.RETURN), "withdrawn": (Verb.SUBMIT, Verb.WITHDRAW),
             **dict.fromkeys(APPROVED, (Verb.SUBMIT, Verb.APPROVE, Verb.APPROVE))}
    for state, verbs in moves.items():
        actors = iter((cast.photographer, cast.photographer if verbs[-1] is Verb.WITHDRAW else cast.reviewer, cast.editor))
        for verb, actor in zip(verbs, actors, strict=False):
            act(home.engine, actor, Order(verb, "screens", "why"), assets[state], now=clock())


def _use(home: Any, cast: Any, clock: Any, made: Leaks) -> None:
    """Put them wherever an asset can be put, by the office, which may."""
    everything = list(made.assets.values())
    with writing(home.engine) as session:
        session.add_all(Screen(name=name, place="", token_hash=token_hash(name) if name == "other-token" else None,
                               paired_at=clock(), created_at=clock()) for name in SCREENS)
    board = add_board(home.engine, cast.editor, NewBoard("一号宣传栏"), now=clock())
    for state in APPROVED:
        add_item(home.engine, cast.editor, str(board), made.assets[state], now=clock())
    with writing(home.engine) as session:
        session.add(ScreenBoard(screen_id=cast.screen, board_id=board, position=1))
    named = collections.make(home.engine, cast.editor, Collected("点名"), everything, now=clock())  # the one that is walked
    colleagues.let_in(home.engine, cast.editor, named, "outsider", edits=True, now=clock())
    collection = collections.make(home.engine, cast.editor, Collected("全部", "", "everyone"), everything, now=clock())
    made.token = shares.make(home.engine, cast.editor, collection, (clock() + timedelta(days=3)).date(), home.settings.zone,
                             takes=True, now=clock())
    searches.save(home, cast.editor, Search("全部", "LEAK", shared="everyone", subscribed=True), now=clock())
    credit = stories.Credit("author", "outsider 同学")
    stories.begin(home.engine, cast.editor, stories.Wish("news", "各种状态", assets=tuple((one, "") for one in everything),
                                                         credits=(credit,)), now=clock())
    asked = topics.Wish("主题", (clock() + timedelta(days=9)).date(), (cast.departments["canteen"],))
    topics.add(home.engine, cast.editor, asked, now=clock())
    handing.hand_in(home.engine, cast.editor, 1, [items.ref(made.assets[state]) for state in ("submitted", *APPROVED)],
                    zone=home.settings.zone, now=clock())
    training.add(home.engine, cast.editor, training.Wish("摄影入门", clock().date(), materials="\n".join(
        f"V{one}" for one in everything)), now=clock())
    places.add(home.engine, cast.editor, "平面图", f"V{made.assets['draft']}", now=clock())
    points_campus.furnish(home, cast.editor, [cast.departments["canteen"]], clock())
    points_campus.honours(home, cast.editor, cast.departments["canteen"], cast.photographer.person_id, clock())


def _tell(home: Any, cast: Any, clock: Any, made: Leaks) -> None:
    """Tell somebody of another department of each, as of what they could see once."""
    hook = webhooks.Wish("官网", "https://www.example.invalid/", KINDS)
    webhooks.add(home, cast.administrator, hook, now=clock())
    told = [Telling(cast.outsider.person_id, kind, subject, clock(), {"channel": "screens"})
            for subjects in ([f"asset:V{one}" for one in made.assets.values()],
                             [f"story:S{one}" for one in reversed(made.stories.values())])
            for subject, kind in zip(subjects, Kind, strict=False)]
    told += [Telling(cast.outsider.person_id, Kind.BINNED, f"binned:S{one}", clock(), {"who": "editor 同学", "reason": ""})
             for one in made.stories.values()]
    told += [Telling(cast.outsider.person_id, kind, f"binned:V{one}", clock(), {"who": "editor 同学", "reason": ""})
             for one, kind in product(made.assets.values(), (Kind.BINNED, Kind.UNBINNED, Kind.DELETION))]
    with writing(home.engine) as session:
        telling.keep(session, told, home.settings.zone, clock())


def _turn(home: Any, cast: Any, clock: Any, assets: dict[str, int]) -> None:
    """Bring what was approved into the state that it stands for."""
    with writing(home.engine) as session:
        for state, column in (("embargoed", {"embargo_until": clock() + timedelta(days=9)}),
                              ("expired", {"expires_at": clock() - timedelta(days=1)})):
            session.execute(update(Asset).where(Asset.id == assets[state]).values(**column))
    takedowns.take_down(home.engine, cast.editor, [assets["taken"]], "有人提出异议", now=clock())
    record = consents.add(home, cast.editor, consents.Wish("甲"), now=clock())
    consents.withdraw(home.engine, cast.editor, record, "本人要求", now=clock())
    describe(home.engine, cast.editor, assets["edited"], Edit(place="改过"), now=clock())


def _write(home: Any, cast: Any, clock: Any, made: Leaks) -> None:
    """Write the canteen's stories and bring each into its state. Each holds a picture that stays published, and such as
    later come down, end, are objected to or go into the bin.
    """
    pictures = tuple((made.assets[state], "") for state in ("shown", "draft", *APPROVED[1:], "binned"))
    moves = {"submitted": (Verb.SUBMIT,), "returned": (Verb.SUBMIT, Verb.RETURN), "withdrawn": (Verb.SUBMIT, Verb.WITHDRAW),
             **dict.fromkeys(("shown", "taken", "edited"), (Verb.SUBMIT, Verb.APPROVE, Verb.APPROVE))}
    for state in STORIES:
        wish = stories.Wish("news", f"LEAK {state}headline", f"{state}summary", f"<p>LEAK {state}body beforeword</p>",
                            assets=pictures, credits=(stories.Credit("author", "photographer 同学"),))
        if state != "shown":
            wish = replace(wish, body=wish.body.replace(" beforeword", ""))
        made.stories[state] = stories.begin(home.engine, cast.photographer, wish, now=clock())
        if state == "shown":
            wish = replace(wish, body=wish.body.replace(" beforeword", ""))
            stories.save(home.engine, cast.photographer, made.stories[state], wish, seen_version=1, now=clock())
        made.marks[f"story-{state}"] = (f"{state}headline", f"{state}summary", f"{state}body")
        ref, actors = items.story(made.stories[state]), iter((cast.photographer, cast.reviewer, cast.editor))
        for verb in moves.get(state, ()):
            actor = cast.photographer if verb is Verb.WITHDRAW else next(actors)
            act(home.engine, actor, Order(verb, "screens", "storywhy"), ref, now=clock.turn(seconds=1))
    takedowns.take_down(home.engine, cast.editor, [items.story(made.stories["taken"])], "storywhy", now=clock())
    edited = stories.Wish("news", "LEAK editedheadline", body="<p>LEAK editedbody</p>")
    stories.save(home.engine, cast.editor, made.stories["edited"], edited, seen_version=1, now=clock())
    for state in AWAY_STORIES:
        wish = stories.Wish("news", f"LEAK {state}headline", f"{state}summary", f"<p>LEAK {state}body</p>", assets=pictures)
        away = made.stories[f"away-{state}"] = stories.begin(home.engine, cast.photographer, wish, now=clock())
        made.marks[f"story-{state}"] = (f"{state}headline", f"{state}summary", f"{state}body")
        binned_stories.put(home.engine, cast.editor, away, "why", now=clock())
        if state != "binned":
            binned_stories.propose(home.engine, cast.editor, away, "why", now=clock())
        if state == "deleted":
            binned_stories.confirm(home, cast.second_editor, away, now=clock())
    typed = {"words": {"kind": "news", "title": "typedword", "body": ""}, "version": 2, "revision": 0, "tab": "a"}
    drafts.keep(home.engine, cast.photographer, made.stories["shown"], typed, now=clock())
    made.marks |= {"story-before": ("beforeword", "storywhy"), "story-typed": ("typedword",)}


def _place(home: Any, clock: Any, made: Leaks) -> None:
    """An adoption of each asset and story, whose evidence and its name bear the words of what it is of."""
    with writing(home.engine) as session:
        paper = Outlet(name="日报", level="city", type="news")
        session.add(paper)
        session.flush()
        there = set(session.scalars(select(Story.id)))
        several = [(f"{state}word", {"asset_id": one}) for state, one in made.assets.items()]
        several += [(f"{state.removeprefix('away-')}headline", {"story_id": one}) for state, one in made.stories.items()
                    if one in there]
        for word, item in several:
            held = evidence.store(home, evidence.Evidence(f"{word}.pdf", BytesIO(f"%PDF-1.7\n1 0 obj {word}".encode())))
            assert held is not None
            row = Placement(**item, outlet_id=paper.id, channel_id=1, state="adopted", made_at=clock(), confirmed_at=clock(),
                            published_on=clock().date(), note=f"{word} in the paper")
            evidence.hold(row, held)
            session.add(row)
            session.flush()
            made.placements.append(row.id)


def _put_away(home: Any, cast: Any, clock: Any, assets: dict[str, int]) -> None:
    away = [assets[state] for state in AWAY]
    assert bins.put(home.engine, cast.editor, away, "why", now=clock()).done == tuple(away)
    deleting.propose(home, cast.editor, away[1:], "why", now=clock())
    assert deleting.confirm(home, cast.second_editor, away[2:], now=clock()).done == tuple(away[2:])

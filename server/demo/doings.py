"""What goes on at the demo campus besides taking and reviewing pictures: stories, consents, what came down, the bin, who is
away, who is told. Each is done by those who may, through the real doors, at the time at which it would have happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select

from index.catalogue import items
from index.catalogue.assets import Asset
from index.catalogue.lifecycle import Verb
from index.catalogue.notices import Notice
from index.catalogue.people import OWNER, Actor
from index.db import reading, writing
from server.admin import named
from server.assignments import service as assignments
from server.bin import deleting
from server.bin import service as bins
from server.boards import service as boards
from server.channels import service as channels
from server.collections import colleagues
from server.collections import service as collections
from server.consents import namesakes
from server.consents import service as consents
from server.demo import bulletin, cast, duties, ground
from server.demo.accounts import account
from server.demo.papers import PAPERS, Paper
from server.demo.shots import Wanted
from server.deputies import service as deputies
from server.home import Home
from server.notices import rounds
from server.places import service as places
from server.review import service as review
from server.review.service import Order
from server.searches import service as searches
from server.stories import service as stories
from server.takedowns import service as takedowns

Titles = Mapping[str, int]
"""The demo's pictures by their titles."""
PLAN: Final = "校园平面图"
STUDENT, COOK = "2024031207", "T0417"
READ_AFTER: Final = timedelta(days=5)
PROOFREAD: Final = {Wanted.SUBMITTED: 0, Wanted.REVIEWED: 1, Wanted.APPROVED: 2}


def happen(home: Home, pictures: Titles, now: datetime) -> None:
    """Let all of it happen. Wants boards and screens hung: what comes down is to come down from them."""
    for channel in ("site", "school"):
        channels.change_channel(home.engine, OWNER, channel, channels.ChannelChange(public=True),
                                now=now - timedelta(days=60))
    for paper in PAPERS:
        _write(home, paper, pictures, now)
    _places(home, pictures, now)
    _share(home, pictures, now)
    _consents(home, pictures, now)
    _put_away(home, pictures, now)
    duties.happen(home, now)
    _newsletter(home, now)
    account(home, now)
    _be_away(home, now)  # on the first of a month they approved what was sent this morning
    _tell(home, now)


def _write(home: Home, paper: Paper, pictures: Titles, now: datetime) -> None:
    """Write a story, and bring it to its state; what goes to the school's site passes the director."""
    writer, at = _actor(home, paper.writer), min(now, now + timedelta(days=paper.day)) - timedelta(hours=5)
    with reading(home.engine) as session:
        event = named.event(session, cast.event(paper.event).zh).id if paper.event else None
    wish = stories.Wish(paper.kind, paper.title, paper.summary, "".join(f"<p>{one}</p>" for one in paper.body), event,
                        assets=tuple((pictures[title], caption) for title, caption in paper.pictures),
                        credits=(stories.Credit("author", writer.display), stories.Credit("photographer", writer.display)))
    if paper.wanted is Wanted.APPROVED:  # a public page shows the pictures that are approved for its channel
        for title, _caption in paper.pictures:
            _approve(home, paper, pictures[title], at)
    story = stories.begin(home.engine, writer, wish, now=at)
    if paper.later:
        at += timedelta(minutes=30)
        stories.save(home.engine, writer, story, replace(wish, summary=paper.later), seen_version=1, now=at)
    for login, order in _steps(paper):
        at = min(now, at + timedelta(minutes=50))
        review.act(home.engine, _actor(home, login), order, items.story(story), now=at)
    if paper.board:
        board = next(one.zh for one in cast.BOARDS if one.key == paper.board)
        boards.add_item(home.engine, _actor(home, "gu"), board, items.story(story), now=now)


def _approve(home: Home, paper: Paper, picture: int, at: datetime) -> None:
    """Have a story's picture approved for where the story goes; nobody proof-reads what is their own."""
    with reading(home.engine) as session:
        owner = session.get_one(Asset, picture).owner_id
    for login, order in _along(paper, _first(paper)):
        actor = _actor(home, login)
        own = order.verb is Verb.APPROVE and actor.person_id == owner
        review.act(home.engine, _actor(home, "xu") if own else actor, order, picture, now=at)


def _steps(paper: Paper) -> list[tuple[str, Order]]:
    if paper.wanted is Wanted.DRAFT:
        return []
    return [step for channel in (_first(paper), *(["screens"] if paper.board else ())) for step in _along(paper, channel)]


def _first(paper: Paper) -> str:
    return "school" if cast.member(paper.writer).department == "office" else "site"


def _along(paper: Paper, channel: str) -> list[tuple[str, Order]]:
    submitted = [(paper.writer, Order(Verb.SUBMIT, channel))]
    first = {"office": "shen", "catering": "zhou", "dormitory": "he"}[cast.member(paper.writer).department]
    reviewers = [first, "gu"]
    if paper.wanted is Wanted.RETURNED:
        return [*submitted, (reviewers[0], Order(Verb.RETURN, channel, paper.note))]
    return submitted + [(one, Order(Verb.APPROVE, channel)) for one in reviewers[:PROOFREAD[paper.wanted]]]


def _places(home: Home, pictures: Titles, now: datetime) -> None:
    """Lay the plan under the map; the telephone's pictures know where they were taken."""
    editor = _actor(home, "gu")
    plan = places.add(home.engine, editor, PLAN, f"V{pictures[PLAN]}", now=now - timedelta(days=40))
    places.set_points(home.engine, editor, plan, ground.points(), now=now - timedelta(days=40))


def _share(home: Home, pictures: Titles, now: datetime) -> None:
    """A collection for one colleague, a search that somebody follows, and a shoot that is asked for."""
    su, gu = _actor(home, "su"), _actor(home, "gu")
    wish = collections.Wish("银杏季海报备选", "海报换版用，请何静远挑一张竖版。")
    made = collections.make(home.engine, su, wish, [pictures[one] for one in ("暖阳里的银杏", "银杏大道")],
                            now=now - timedelta(days=2))
    colleagues.let_in(home.engine, su, made, "he", edits=True, now=now - timedelta(days=2))
    searches.save(home, gu, searches.Wish("食堂的新照片", "食堂 类型:照片", shared="everyone", subscribed=True),
                  now=now - timedelta(days=9))
    new = assignments.NewAssignment(cast.event("ginkgo").zh, "wen", "宣传办主力机", "多拍竖版，海报要用。")
    assignments.add(home.engine, gu, new, now=now - timedelta(days=7))


def _newsletter(home: Home, now: datetime) -> None:
    """The stories of last month's newsletter, and the newsletter."""
    today = now.astimezone(home.settings.zone).date()
    issued = today.replace(day=1) - timedelta(days=8)
    for paper in bulletin.papers((issued - today).days - 3):
        _write(home, paper, {}, now)
    bulletin.issue(home, partial(_actor, home), now + (issued - today))


def _consents(home: Home, pictures: Titles, now: datetime) -> None:
    """Two people of one name told apart; a minor's guardian; and somebody who withdrew: that picture came down."""
    he, lin, zone = _actor(home, "he"), _actor(home, "lin"), home.settings.zone
    at = now - timedelta(days=5)
    year_on = (now + timedelta(days=300)).astimezone(zone).date()
    student = consents.add(home, he, consents.Wish("张伟", STUDENT, purposes="公寓文化月宣传", ends=year_on), now=at)
    cook = consents.add(home, lin, consents.Wish("张伟", COOK, purposes="饮食服务宣传"), now=at)
    namesakes.say(home.engine, he, pictures["写一个“家”字"], student, True, now=at)
    namesakes.say(home.engine, lin, pictures["清晨第一笼包子"], cook, True, now=at)
    minor = consents.Wish("李小华", minor=True, guardian="李先生", channels=("screens", "site"), purposes="运动会报道",
                          ends=year_on)
    consents.add(home, _actor(home, "su"), minor, now=at)
    shopper = consents.add(home, lin, consents.Wish("王芳", "2023117020", purposes="校园宣传"), now=at)
    why = "本人来电，希望不再公开夜市的照片。"
    consents.withdraw(home.engine, _actor(home, "xu"), shopper, why, now=now - timedelta(days=1))


def _put_away(home: Home, pictures: Titles, now: datetime) -> None:
    """What the office took down, what lies in the bin, and what waits there for a second yes."""
    gu, admin = _actor(home, "gu"), _actor(home, "admin")
    takedowns.take_down(home.engine, gu, [pictures["开学典礼海报"]], "典礼已经结束，统一撤下。", now=now - timedelta(days=3))
    bins.put(home.engine, _actor(home, "wen"), [pictures["看台上的焰火"]], "手抖拍糊了。", now=now - timedelta(days=4))
    bins.put(home.engine, admin, [pictures["初雪将至"]], "与另一张重复。", now=now - timedelta(days=2))
    deleting.propose(home, admin, [pictures["初雪将至"]], "重复的照片，不必再留。", now=now - timedelta(days=2))


def _be_away(home: Home, now: datetime) -> None:
    """The dormitories' reviewer is away from today on, and somebody of the office stands in."""
    zone, today = home.settings.zone, now.astimezone(home.settings.zone).date()
    naming = deputies.Naming("wen", today, today + timedelta(days=5), today, today + timedelta(days=5))
    deputies.name_deputy(home.engine, _actor(home, "he"), "he", naming, zone=zone, now=now)


def _tell(home: Home, now: datetime) -> None:
    """Make notices of all that happened; what is older than a few days has been read."""
    rounds.follow(home, now)
    rounds.look_at_clock(home, now)
    with writing(home.engine) as session:
        for one in session.scalars(select(Notice).where(Notice.at < now - READ_AFTER)):
            one.read_at = one.at + timedelta(hours=3)


def _actor(home: Home, login: str) -> Actor:
    with reading(home.engine) as session:
        return named.actor(session, login)

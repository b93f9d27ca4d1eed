"""Boards and screens of the demo, filled with what was approved."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from index.catalogue.people import OWNER
from index.db import reading
from kiosk.rounds import FIRST
from server.admin import named
from server.boards import service as boards
from server.boards import timing
from server.campuses import service as campuses
from server.collections import service as collections
from server.demo import cast, crests
from server.demo.material import Made
from server.demo.shots import Wanted
from server.home import Home
from server.screens import service as screens

OWNERS = {"campus": "gu", "table": "gu", "home": "xu"}
MOST = 10


def furnish(home: Home, taken: list[tuple[Made, int]], now: datetime) -> None:
    """Make the boards, fill each with the approved pictures of its events and keywords, and hang them on screens."""
    today = now.astimezone(home.settings.zone).date()
    for number, plan in enumerate(cast.BOARDS):
        with reading(home.engine) as session:
            editor = named.actor(session, OWNERS[plan.key])
        refresh_by = today + timedelta(days=(12, 5, -2)[number])
        new = boards.NewBoard(plan.zh, plan.en, OWNERS[plan.key], refresh_by, 10)
        board = boards.add_board(home.engine, editor, new, now=now)
        chosen = _chosen(plan, taken)
        for asset_id in chosen:
            boards.add_item(home.engine, editor, str(board), asset_id, now=now)
        # Seasons may stay for long on a screen that nobody reaches; elsewhere the first picture opens each round.
        if plan.key == "campus":
            timing.set_board(home, editor, str(board), timing.BoardTimes(evergreen=True), now=now)
        elif chosen:
            timing.set_item(home, editor, str(board), chosen[0], timing.ItemTimes(pin=FIRST), now=now)
    names = {plan.key: plan.zh for plan in cast.BOARDS}
    sites = {plan.key: plan.zh for plan in cast.CAMPUSES}
    for site in cast.CAMPUSES:
        logo = io.BytesIO(crests.crest(site.crest, site.accent))
        campuses.add(home, OWNER, campuses.Wish(site.zh, site.en, site.accent, logo=logo), now=now)
    for screen in cast.SCREENS:
        new_screen = screens.NewScreen(name=screen.zh, place=screen.place, orientation=screen.orientation,
                                       boards=tuple(names[key] for key in screen.boards), building=screen.building,
                                       campus=sites[screen.campus])
        screens.add_screen(home.engine, OWNER, new_screen, now=now)
    _collect(home, taken, now)


def _collect(home: Home, taken: list[tuple[Made, int]], now: datetime) -> None:
    """A collection that the office chose for a post, with a word on the first pictures."""
    with reading(home.engine) as session:
        editor = named.actor(session, OWNERS["campus"])
    chosen = _chosen(cast.BOARDS[0], taken)
    wish = collections.Wish("秋日校园 · 推送选片", "公众号十月第三期用图，头图从前三张里选。", "everyone")
    made = collections.make(home.engine, editor, wish, chosen, now=now)
    for asset_id, said in zip(chosen, ("头图首选：光线好，留得出标题的位置。", "备选头图。", "放在正文开头。"), strict=False):
        collections.annotate(home.engine, editor, made, asset_id, said, now=now)


def _chosen(plan: cast.BoardPlan, taken: list[tuple[Made, int]]) -> list[int]:
    approved = [(made, asset_id) for made, asset_id in taken if made.state_wanted is Wanted.APPROVED]
    first = [asset_id for key in plan.events for made, asset_id in approved if made.event_key == key]
    then = [asset_id for made, asset_id in approved if set(made.keywords) & set(plan.keywords)]
    return list(dict.fromkeys(first + then))[:MOST]

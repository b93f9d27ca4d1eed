"""The review desk, and what came of one's own submissions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue import items, return_reasons
from index.catalogue.items import Ref
from index.catalogue.lifecycle import Verb
from index.db import reading
from index.errors import Invalid, VitrineError
from server import policy
from server.checks.findings import Limits
from server.review import mine as own
from server.review import queue, sign_offs, telling, words
from server.review.item import Item
from server.review.item import item as item_of
from server.review.queue_rows import Entry
from server.review.service import Decided, Order, Seen, act, act_on_many
from server.stories import words as story_words
from server.topics import lists as topics
from server.web.actor import wants_json
from server.web.errors import status_of
from server.web.i18n import pick
from server.web.paging import PAGE, Pager, page_number
from server.web.services import actor, home, now, services, zone

blueprint = Blueprint("review", __name__, url_prefix="/review")
Page = str | Response | tuple[Any, int]


@blueprint.get("")
def index() -> Page:
    """Show the desk with what is due or has waited longest; whoever reviews nothing sees what came of their own."""
    with reading(home().engine) as session:
        entries = queue.waiting(session, actor(), now(), zone())
        if not entries and not policy.may(actor(), "review"):
            return redirect(url_for(".mine"))
        shown = item_of(session, actor(), entries[0].ref, entries[0].channel, now(), zone(), _limits()) if entries else None
    return _desk(entries, shown)


@blueprint.get("/<item>/<channel>")
def show(item: str, channel: str) -> Page:
    """Show one item on the desk; with the header X-Part only the item, for pages that change it in place."""
    with reading(home().engine) as session:
        shown = item_of(session, actor(), items.parse(item), channel, now(), zone(), _limits())
        if "X-Part" in request.headers:
            return render_template("review/part.html", **_spoken(shown))
        entries = queue.waiting(session, actor(), now(), zone())
    return _desk(entries, shown)


@blueprint.post("/<item>/<channel>")
def decide(item: str, channel: str) -> Page:
    """Approve or return one item, as it was seen. Answers JSON {told, left, also} to those who want it, else goes on."""
    ref, given = items.parse(item), request.form
    order = Order(_verb(given.get("verb", "")), channel, given.get("reason", ""), _seen(given.get("ticket", "")),
                  alone="choose" in given and "also" not in given)
    with reading(home().engine) as session:
        before = item_of(session, actor(), ref, channel, now(), zone(), _limits())
    try:
        act(home().engine, actor(), order, ref, now=now())
    except VitrineError as error:
        return _refused(error, ref, channel)
    with reading(home().engine) as session:
        after = item_of(session, actor(), ref, channel, now(), zone(), _limits())
        also = before.sitting.also if order.verb is Verb.APPROVE and not order.alone else ()
        told = " ".join(filter(None, (words.decided(before, after), words.counted([name for _code, name in also]))))
        left = queue.count_waiting(session, actor(), now())
    if wants_json():
        return jsonify(told=told, left=left, also=[f"{after.ref}:{code}" for code, _name in also])
    flash(told)
    return redirect(url_for(".index"))


@blueprint.post("/many")
def decide_many() -> Page:
    """Approve many items at once, each by itself; say how many were and why others were not."""
    tickets = request.form.getlist("item")
    refused: list[tuple[str, str]] = []
    decided: Decided = set()
    for channel, seen in _by_channel(tickets).items():
        outcomes = act_on_many(home().engine, actor(), Order(Verb.APPROVE, channel), list(seen), seen=seen,
                               clock=services().clock, decided=decided)
        refused += [(f"{ref}:{channel}", telling.refused(error, ref, channel)) for ref, error in outcomes if error]
    done = len(tickets) - len(refused)
    told = ngettext("%(num)d item approved.", "%(num)d items approved.", done)
    if refused:
        told += " " + ngettext("%(num)d was not: %(why)s", "%(num)d were not, the first because: %(why)s", len(refused),
                               why=refused[0][1])
    if wants_json():
        with reading(home().engine) as session:
            left = queue.count_waiting(session, actor(), now())
        return jsonify(told=told, left=left, refused=[{"key": key, "why": why} for key, why in refused])
    flash(told, "error" if refused else "message")
    return redirect(url_for(".index"))


@blueprint.get("/mine")
def mine() -> Page:
    """Show what the reader submitted and where it stands, returned ones first."""
    number = page_number()
    with reading(home().engine) as session:
        found = own.submissions(session, actor(), now(), zone(), limit=PAGE + 1, offset=(number - 1) * PAGE)
        asked = topics.mine_to_do(session, actor(), zone(), now())
    return render_template("review/mine.html", submissions=found[:PAGE], pages=Pager(number, PAGE, len(found) > PAGE),
                           until=words.until, topics=asked)


def _desk(entries: list[Entry], shown: Item | None) -> str:
    total = len(entries)
    if total == queue.MOST:
        with reading(home().engine) as session:
            total = queue.count_waiting(session, actor(), now())
    return render_template("review/desk.html", total=total, groups=queue.groups(entries), **_spoken(shown))


def _spoken(shown: Item | None) -> dict[str, Any]:
    with reading(home().engine) as session:
        usual = return_reasons.reasons(session)
        named = sign_offs.choices(session) if shown and shown.sitting.adds else []
    return {"shown": shown, "happened": words.happened, "waited": words.waited, "until": words.until, "now": now(),
            "hint_texts": words.hint_texts(), "story_words": story_words,
            "usual_reasons": [pick(one) for one in usual], "sign_offs": named}


def _refused(error: VitrineError, ref: Ref, channel: str) -> Page:
    told = telling.refused(error, ref, channel)
    if wants_json():
        return jsonify(told=told, reason=error.reason.as_dict()), status_of(error)
    flash(told, "error")
    return redirect(url_for(".show", item=ref, channel=channel))


def _verb(given: str) -> Verb:
    if given not in {Verb.APPROVE, Verb.RETURN}:
        raise Invalid("verb", "只能是「审核通过」或「退回修改」", "must be approve or return")
    return Verb(given)


def _seen(ticket: str) -> Seen | None:
    """Return what a ticket such as ``V12:screens:0:3`` says was seen; None without one. Raises Invalid."""
    if not ticket:
        return None
    parts = ticket.split(":")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts[2:]):
        raise Invalid("item", "编号无法识别，请刷新页面", "is not one of ours; reload the page")
    return Seen(int(parts[2]), int(parts[3]) or None)


def _by_channel(tickets: list[str]) -> dict[str, dict[Ref, Seen]]:
    found: dict[str, dict[Ref, Seen]] = {}
    for ticket in tickets:
        seen = _seen(ticket)
        if seen is not None:
            item, channel = ticket.split(":")[:2]
            found.setdefault(channel, {})[items.parse(item)] = seen
    return found


def _limits() -> Limits:
    return Limits.of(home().settings)

"""Pages of stories: the list, one, writing it, its versions and what changed between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from index import settings as configuration
from index.catalogue import assets, items, public_visibility, stories, story_visibility, visibility
from index.catalogue.events import Event
from index.catalogue.lifecycle import Verb
from index.catalogue.stories import CreditPart, row_id
from index.db import reading, writing
from index.errors import Invalid, VitrineError
from server import policy
from server.bin import service as bins
from server.bin import stories as binned
from server.boards.contents import around as hanging
from server.checks.findings import Limits
from server.checks.listing import asked, listed
from server.feeds.addresses import page_name
from server.library import history
from server.library.forms import chosen, number, order
from server.packages.contents import PLACES
from server.placements.beside import placed
from server.review import telling
from server.review.fetching import fetch
from server.review.service import act, submit_for
from server.review.standing import standings
from server.stories import drafts, forms, lists, service, wanted, words
from server.stories import pictures as pictures_of
from server.stories.service import Credit, Wish
from server.takedowns import lists as take_downs
from server.web.drafts import Draft, Elsewhere
from server.web.errors import status_of
from server.web.i18n import joined, pick, tell
from server.web.paging import PAGE, Pager, page_number
from server.web.picked import some_picked
from server.web.services import actor, home, now, zone

blueprint = Blueprint("stories", __name__, url_prefix="/stories")
Page = str | tuple[str, int] | Response
MOST_EVENTS = 300
LONGEST_SEARCH = 200


@blueprint.get("/")
def index() -> Page:
    """List the stories that the reader may read, by words, by kind, or their own."""
    at, kind, mine = page_number(), request.args.get("kind", ""), "mine" in request.args
    text = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    with reading(home().engine) as session:
        lines = lists.lines(session, actor(), text=text, kind=kind, mine=mine, now=now(), limit=PAGE + 1,
                            offset=(at - 1) * PAGE)
        return render_template("stories/index.html", lines=lines[:PAGE], pages=Pager(at, PAGE, len(lines) > PAGE), kind=kind,
                               mine=mine, text=text, kinds=stories.kinds(session))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Begin a story, with the pictures that were chosen."""
    policy.require(actor(), "write-story")
    if request.method == "GET":
        credit = Credit(CreditPart.AUTHOR, actor().display)
        with reading(home().engine) as session:
            usual = next((one.code for one in stories.kinds(session) if one.active), "")
        empty = Wish(request.args.get("kind") or usual, "", credits=(credit,),
                     assets=tuple((one, "") for one in chosen(request.args.getlist("asset"))))
        return _form(forms.values(empty))
    try:
        begun = service.begin(home().engine, actor(), forms.wish(request.form), now=now())
    except VitrineError as error:
        return _form(request.form, error)
    flash(_("The story is begun. What you type from now on is kept by itself."))
    return redirect(url_for(".edit", story=stories.public_id(begun)))


@blueprint.post("/put")
def put() -> Page:
    """Put a selection into a story that the reader writes; where none is named, ask which, or for a new one."""
    policy.require(actor(), "write-story")
    ids, wanted = chosen(some_picked()), request.form.get("story")
    if not wanted:
        with reading(home().engine) as session:
            lines = lists.lines(session, actor(), mine=True, now=now(), limit=20)
        return render_template("stories/put.html", lines=lines, ids=[assets.public_id(one) for one in ids])
    added = service.put_in(home().engine, actor(), row_id(wanted), ids, now=now())
    flash(ngettext("%(num)d picture is in the story now.", "%(num)d pictures are in the story now.", added)
          if added else _("They are in the story already."))
    return redirect(url_for(".show", story=wanted))


@blueprint.get("/<story>")
def show(story: str) -> Page:
    """Show a story as readers will see it; to those whose it is and who review it, where it stands and its history too."""
    with reading(home().engine) as session:
        if binned.entry(session, actor(), row_id(story), timedelta(), now()) is not None:
            return redirect(url_for("story_bin.show", story=story))
        page = lists.page(session, actor(), row_id(story), now())
        beside = _beside(session, page) if page.whole else {}
        went = placed(session, actor(), items.load(session, items.story(page.line.id)), zone(), now())
        return render_template("stories/show.html", page=page, words=words, places=PLACES, placed=went, **beside)


@blueprint.post("/<story>/move")
def move(story: str) -> Page:
    """Submit for the channels chosen, or take back on one; the office takes down what is published there."""
    ref, channels = items.story(row_id(story)), list(dict.fromkeys(request.form.getlist("channel")))
    here = redirect(url_for(".show", story=story))
    if not channels:
        flash(_("Choose first where it is to appear."), "error")
    elif request.form.get("verb") == Verb.SUBMIT:
        outcomes = submit_for(home().engine, actor(), channels, ref, now=now())
        with reading(home().engine) as session:
            shown = pictures_of.of_story(session, ref.id)
        if lacking := telling.submitted(outcomes, ref, shown):
            return redirect(url_for(".edit", story=story) + f"#f-{lacking[0]}")
    else:
        try:
            act(home().engine, actor(), order(request.form), ref, now=now())
            flash(_("Taken back: it is no longer published or under review there."))
        except VitrineError as error:
            flash(telling.refused(error, ref, channels[0]), "error")
    return here


@blueprint.route("/<story>/edit", methods=["GET", "POST"])
def edit(story: str) -> Page:
    """Write on: the draft where there is one, else what is saved."""
    story_id = row_id(story)
    with reading(home().engine) as session:
        page = lists.page(session, actor(), story_id, now())
        if not page.writes:
            raise policy.forbidden("write-story")
        draft = drafts.draft(session, actor(), story_id)
        saved = lists.version(session, actor(), story_id, page.line.version, now())
    if request.method == "GET":
        return _form(forms.values(saved, page.channels) | (draft.words if draft else {}), page=page, draft=draft)
    try:
        kept = service.save(home().engine, actor(), story_id, forms.wish(request.form),
                            seen_version=number(request.form.get("version")) or 0, now=now())
    except VitrineError as error:
        return _form(request.form, error, page=page)
    flash(_say_saved(story_id, kept) if kept != page.line.version else _("Saved."))
    return redirect(url_for(".show", story=story))


@blueprint.post("/<story>/draft")
def keep(story: str) -> tuple[Response, int] | Response:
    """Keep what is being typed: {"words", "version", "revision", "tab"} -> {"revision"}; 409 with the other draft."""
    try:
        draft = drafts.keep(home().engine, actor(), row_id(story), request.get_json(silent=True), now=now())
    except Elsewhere as error:
        other = {"words": error.draft.words, "version": error.draft.version, "revision": error.draft.revision}
        return jsonify(reason=error.reason.as_dict(), draft=other), 409
    return jsonify(revision=draft.revision if draft else 0)


@blueprint.post("/<story>/discard")
def discard(story: str) -> Page:
    """Forget one's own draft and show what is saved."""
    with writing(home().engine) as session:
        story_visibility.whole_for(session, actor(), row_id(story), now())
        stories.discard_draft(session, row_id(story), actor().person_id)
    return redirect(url_for(".edit", story=story))


@blueprint.get("/<story>/versions")
def versions(story: str) -> Page:
    """List the versions, and show what the one asked for changed against the one before, or ``with`` another."""
    with reading(home().engine) as session:
        page = lists.page(session, actor(), row_id(story), now())
        saved = lists.savings(session, actor(), row_id(story), now())
        shown = min(max(number(request.args.get("version")) or page.line.version, 1), page.line.version)
        other = min(max(number(request.args.get("with")) or shown - 1, 0), page.line.version)
        after = lists.content(session, actor(), row_id(story), shown, now())
        before = lists.content(session, actor(), row_id(story), other, now()) if other else None
    return render_template("stories/versions.html", page=page, savings=saved, shown=shown, other=other, after=after,
                           difference=lists.between(before, after) if before else None, words=words)


@blueprint.post("/<story>/restore")
def restore(story: str) -> Page:
    """Make an earlier version the newest again."""
    wanted = number(request.form.get("version")) or 0
    made = service.restore(home().engine, actor(), row_id(story), wanted, now=now())
    flash(_("Version %(old)s is back, as version %(new)s.", old=wanted, new=made))
    return redirect(url_for(".show", story=story))


@blueprint.get("/pictures")
def pictures() -> Page:
    """Give the rows of these pictures for the form: ``text`` as the form's field holds it."""
    with reading(home().engine) as session:
        return render_template("stories/rows.html", rows=_rows(session, request.args.get("text", "")),
                               lead=request.args.get("lead", ""))


def _beside(session: Session, page: lists.Page) -> dict[str, Any]:
    """Return what its own page says of a story beside the story itself."""
    ref = items.story(page.line.id)
    item = fetch(session, actor(), ref, now())
    stands = standings(session, actor(), item, now(), zone())
    stands_in = bins.standings(session, [ref.id], items.ItemKind.STORY)[ref.id]
    found = (listed(session, actor(), item, asked(stands, page.channels), now(), Limits.of(home().settings))
             if page.writes else None)
    return {"found": found, "history": history.of(session, ref.subject), "standings": stands,
            "take_down": take_downs.latest_of(session, ref), "live": bool(stands_in.published),
            "may_bin": policy.may_bin(actor(), item, published=stands_in.was_published),
            "bin_needs": bins.needs_reason(actor(), item, stands_in),
            "hangs": hanging(session, ref) if policy.may(actor(), "edit-boards") else None,
            "public": page_name(configuration.secret(home().settings), ref.id)
            if public_visibility.published_one(session, ref.id) else None}


def _say_saved(story_id: int, version: int) -> str:
    """Say what a saving came to, where it voided approvals too."""
    with reading(home().engine) as session:
        voided = lists.voided(session, story_id, version)
    if not voided:
        return str(_("Saved."))
    return str(_("Saved. The approval for %(channels)s was for what it said before; review starts again.",
                 channels=joined([pick(one) for one in voided])))


def _rows(session: Session, text: str) -> list[tuple[Any, str]]:
    """Return what the reader sees of the pictures that a form names, with their captions; what they do not is None."""
    wanted = dict(forms.pictures(text))
    seen = {view.id: view for view in visibility.views(session, actor(), list(wanted), now())}
    return [(seen.get(one) or assets.public_id(one), caption) for one, caption in wanted.items()]


def _form(values: Mapping[str, str], error: VitrineError | None = None, page: lists.Page | None = None,
          draft: Draft | None = None) -> Page:
    wrong = error.field if isinstance(error, Invalid) else None
    with reading(home().engine) as session:
        channels = wanted.offered(session)
        try:
            rows = _rows(session, values.get("pictures", ""))
        except VitrineError:
            rows = []
        shown = render_template(
            "stories/edit.html", values=values, page=page, draft=draft, rows=rows, lead=values.get("lead", ""),
            kinds_for=words.offered(stories.kinds(session)),
            events=session.execute(select(Event.id, Event.name).order_by(Event.starts_on.desc()).limit(MOST_EVENTS)).all(),
            others=drafts.others(session, actor(), page.line.id, now()) if page else [], why=error.reason if error else None,
            ticked=wanted.merged(page.channels if page else (), forms.channels(values), forms.had(values)),
            channels=channels, fields=drafts.fields(channels), wrong=wrong, told=tell(error.reason) if error else "",
            limits=service.LIMITS)
    return (shown, status_of(error)) if error else shown

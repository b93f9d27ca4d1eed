"""A campus with something on every page, served by gunicorn, and a real browser on it."""

from __future__ import annotations

import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import placements_campus
import points_campus
import pytest
from preloaded import Preloaded, alive


@pytest.fixture(scope="session")
def _campus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the furnished home lies once the first test has furnished it."""
    return tmp_path_factory.mktemp("furnished") / "home"


@pytest.fixture
def home_template(request: pytest.FixtureRequest, _home_template: Path, _campus: Path) -> Path:
    """A furnished home, where the test wants one and it is there already."""
    return _campus if "furnished" in request.fixturenames and _campus.exists() else _home_template


@pytest.fixture
def furnished(home: Any, cast: Any, clock: Any, _campus: Path, request: pytest.FixtureRequest) -> Any:
    """V1 is approved and on board 1, which hangs on the paired screen 1; V2 waits for review, and is a plan; V3 is a draft
    film. From then on submissions are asked for what a new home asks for; V2 and V3 lack some of it.

    Furnished once in a run; each test has a copy.
    """
    from index.catalogue.assets import Kind
    from index.catalogue.required import DEFAULT
    from server.describing import required

    clock.now = datetime.now(UTC).replace(microsecond=0)  # the served application has the machine's clock
    if not _campus.exists():
        _furnish(home, cast, clock, *map(request.getfixturevalue, ("made_photo", "made_film", "take", "worker")))
        home.engine.dispose()
        shutil.copytree(home.settings.home, _campus.with_suffix(".part"))
        _campus.with_suffix(".part").rename(_campus)
    required.keep(home.engine, cast.editor, dict.fromkeys(Kind, DEFAULT), now=clock())
    return home


def _furnish(home: Any, cast: Any, clock: Any, made_photo: Callable[..., Path], made_film: Callable[..., Path],
             take: Callable[..., Any], worker: Any) -> None:
    from index.catalogue import items
    from index.catalogue.feedback import ItemPage
    from index.catalogue.lifecycle import Verb
    from index.catalogue.reports import ReportPicture
    from index.catalogue.screens import ScreenGroup
    from index.db import writing
    from server.admin import service as admin
    from server.assignments import service as assignments
    from server.batch.service import How, Step, change_many
    from server.bin import deleting
    from server.bin import service as bins
    from server.bin import stories as binned_stories
    from server.boards.service import NewBoard, add_board, add_item, remove_board
    from server.bulletins import service as bulletins
    from server.bulletins.filling import Filled
    from server.campuses import service as campuses
    from server.channels import service as channels
    from server.channels.service import ChannelChange
    from server.collections import service as collections
    from server.collections.service import Wish as Collected
    from server.consents import service as consents
    from server.emergencies import service as emergencies
    from server.feedback import pages
    from server.handover import service as handover
    from server.library.describe import Edit, describe
    from server.newsletters import filling, issues
    from server.newsletters import keeping as newsletters
    from server.notices import rounds, setup
    from server.places import service as places
    from server.review.service import Order, act
    from server.screens.aiming import Wanted
    from server.screens.spoken import Words
    from server.searches import service as searches
    from server.searches.service import Wish
    from server.stories import service as stories
    from server.stories.service import Credit
    from server.stories.service import Wish as Story
    from server.takedowns import service as takedowns
    from server.topics import service as topics
    from server.training import attendance
    from server.training import service as training
    from server.webhooks import service as webhooks
    from server.webhooks.events import KINDS

    admin.add_event(home.engine, cast.administrator, name="第二食堂开放日", starts_on=clock().date(), now=clock())
    admin.add_kit(home.engine, cast.administrator, name="一号机", department="canteen", now=clock())
    for path in (made_photo(size=(1200, 800), place=(30.5, 114.35)),
                 made_photo(name="P.JPG", size=(600, 900), taken="2026:02:11 10:00:00"), made_film()):
        take(path, cast.photographer)
    for one in (4, 5, 6):  # what lies in the bin, what is to be deleted for good, and what was
        take(made_photo(name=f"B{one}.JPG", taken=f"2026:01:0{one} 10:00:00"), cast.photographer, batch="b-bin")
    worker.drain()
    words = Edit(title="食堂开放日的早晨", caption="第一批参观者走进后厨。", place="第二食堂", people=("李小华", "王师傅"),
                 keywords=("食堂", "开放日"), event_id=1)
    describe(home.engine, cast.photographer, 1, words, now=clock())
    change_many(home.engine, cast.photographer, [3], {"place": Step(How.REPLACE, "操场")}, "批量修改", now=clock())
    for actor, verb, asset in [(cast.photographer, Verb.SUBMIT, 1), (cast.reviewer, Verb.APPROVE, 1),
                               (cast.editor, Verb.APPROVE, 1), (cast.photographer, Verb.SUBMIT, 2)]:
        act(home.engine, actor, Order(verb, "screens"), asset, now=clock())
    board = add_board(home.engine, cast.editor, NewBoard("秋日食堂", theme="饮食中心的一天"), now=clock())
    add_item(home.engine, cast.editor, str(board), 1, now=clock())
    former = add_board(home.engine, cast.editor, NewBoard("夏日食堂"), now=clock())
    remove_board(home.engine, cast.editor, str(former), now=clock())
    with writing(home.engine) as session:
        session.add(ScreenGroup(name="大厅"))
    with made_photo(size=(640, 480)).open("rb") as logo:
        campuses.add(home, cast.editor, campuses.Wish("东校区", "East Campus", "#8a1538", logo=logo), now=clock())
    consents.add(home, cast.photographer, consents.Wish("李小华", "2023001", purposes="校园宣传"), now=clock())
    with writing(home.engine) as session:
        takedowns.file(session, cast.editor, {items.ref(1): ["screens"]}, "画面中的同学提出异议", now=clock())
    plan = places.add(home.engine, cast.editor, "主校区", "V2", now=clock())
    searches.save(home, cast.editor, Wish("食堂照片", "食堂 类型:照片", shared="everyone", subscribed=True), now=clock())
    collections.make(home.engine, cast.editor, Collected("秋日食堂选片", "给公众号的候选", "everyone"), [1, 2, 3],
                     now=clock())
    body = "<p>第一批参观者走进后厨。</p><h2>后厨</h2><ul><li>洗消</li></ul>"
    story = Story("news", "食堂开放日侧记", body=body, assets=((1, "门口"), (3, "")), credits=(Credit("author", "李小华"),))
    stories.begin(home.engine, cast.photographer, story, now=clock())
    stories.save(home.engine, cast.editor, 1, replace(story, title="食堂开放日"), seen_version=1, now=clock())
    for actor, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.director, Verb.APPROVE)):
        act(home.engine, actor, Order(verb, "school"), items.story(1), now=clock())
    channels.change_channel(home.engine, cast.administrator, "school", ChannelChange(public=True), now=clock())
    stories.begin(home.engine, cast.photographer, replace(story, title="写错的一篇"), now=clock())
    binned_stories.put(home.engine, cast.editor, 2, "重复了", now=clock())
    binned_stories.propose(home.engine, cast.second_editor, 2, "本人要求", now=clock())
    taken_in = stories.begin(home.engine, cast.photographer, replace(story, title="后厨的一天"), now=clock())
    for actor, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
        act(home.engine, actor, Order(verb, "site"), items.story(taken_in), now=clock())
    points_campus.reports(home, cast.editor, clock())
    with writing(home.engine) as session:  # the second was published when it was chosen, and is no more
        session.add_all(ReportPicture(report_id=1, asset_id=one, position=one, caption="") for one in (1, 2))
    newsletter = newsletters.add(home.engine, cast.editor, newsletters.Wish("后勤简报", issuer="综合办公室"), now=clock())
    issue = issues.begin(home.engine, cast.editor, newsletter, clock().date(), now=clock())
    filling.take_in(home.engine, cast.editor, issue, [taken_in], now=clock())
    filling.add_section(home.engine, cast.editor, issue, "服务育人", now=clock())
    bins.put(home.engine, cast.photographer, [4, 5, 6], "拍糊了", now=clock())
    deleting.propose(home, cast.administrator, [5, 6], "本人要求删除", now=clock())
    deleting.confirm(home, cast.second_editor, [6], now=clock())
    points = [(0.1, 0.9, 30.49, 114.34), (0.9, 0.1, 30.51, 114.36)]
    places.set_points(home.engine, cast.editor, plan, points, now=clock())
    worker.drain()
    rounds.follow(home, clock())
    urgent = emergencies.Wish(Words("停水", "No water", "请关好水龙头", "Close all taps"), 30, Wanted(everything=True))
    emergencies.end(home.engine, cast.editor, emergencies.start(home.engine, cast.editor, urgent, now=clock()), now=clock())
    on_screen = ItemPage(items.ref(1), board)
    wrong = pages.Wish("correction", "日期写错了，应是三月二日", "13800000000")
    pages.write(home.engine, on_screen, wrong, address="-", now=clock())
    pages.like(home.engine, on_screen, "somebody", address="-", now=clock())
    filled = Filled("更换主水管", "第二食堂", clock(), clock() + timedelta(hours=4), "后勤")
    off = bulletins.Wish(1, filled, Wanted(everything=True), clock() + timedelta(hours=4))
    bulletins.publish(home.engine, cast.editor, off, home.settings.zone, now=clock())
    asked = topics.Wish("主题", (clock() + timedelta(days=9)).date(), (cast.departments["canteen"],), boards=(board,))
    topics.add(home.engine, cast.editor, asked, now=clock())
    points_campus.furnish(home, cast.editor, [cast.departments["canteen"]], clock())
    points_campus.honours(home, cast.editor, cast.departments["canteen"], cast.photographer.person_id, clock())
    placements_campus.furnish(home, cast.editor, items.story(1), clock())
    ahead = (clock() + timedelta(days=3)).date()
    event = admin.add_event(home.engine, cast.editor, name="毕业典礼", starts_on=ahead, place="体育馆", now=clock())
    assignments.add(home.engine, cast.editor, assignments.NewAssignment(str(event), "photographer", "一号机"), now=clock())
    taught = training.Wish("摄影入门", ahead, "14:30", "16:00", "三楼", "顾老师", departments=(cast.departments["canteen"],),
                           sign_up=True, materials="讲义 https://www.example.edu/a.pdf\nV1")
    training.add(home.engine, cast.editor, taught, now=clock())
    attendance.note_names(home.engine, cast.editor, 1, "photographer\n客座同学", now=clock())
    stories.begin(home.engine, cast.second_photographer, stories.Wish("news", "待续"), now=clock())
    handover.hand_over(home.engine, cast.editor, "second_photographer", "photographer", settings=home.settings, now=clock())
    way = setup.Wish("mail", "校内邮件", options={"host": "127.0.0.1", "port": "25", "sender": "vitrine@example.edu"})
    setup.save(home, cast.administrator, way, now=clock())
    hook = webhooks.Wish("学校官网", "https://www.example.invalid/hooks/vitrine", KINDS)
    webhooks.add(home, cast.administrator, hook, now=clock())
    webhooks.test(home, cast.administrator, 1, clock)


@pytest.fixture
def address(furnished: Any, preloaded: Preloaded) -> Iterator[str]:
    """The address of the furnished campus, served as an installation serves it."""
    from server.cli.running import gunicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    settings = replace(furnished.settings, web_processes=1)
    process = preloaded.start(gunicorn(settings, bind), {"VITRINE_HOME": str(settings.home)})
    try:
        _wait(f"http://{bind}/readyz", process)
        yield f"http://{bind}"
    finally:
        preloaded.stop(process)


@pytest.fixture(scope="session")
def chrome(playwright: Any, chromium_path: str) -> Iterator[Any]:
    """A browser for all tests; each page has a context of its own.

    Chromium without the program of its windows, where there is one: it shows pages by the same code for two thirds of the
    processor's time. What is tried on a screen's own browser, with its profile, is tried on the whole Chromium (tests/flow).
    """
    program = shutil.which("chromium-headless-shell") or chromium_path
    browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()


THEN = """async () => {
  const { then = "" } = document.querySelector("script[data-then]")?.dataset ?? {};
  await Promise.all(then.split(" ").filter(Boolean).map((one) => import(one)));
}"""
"""Resolves once the scripts that come after the first rows have run, which the browser's own load event does not wait for."""


def _in_hand(page: Any) -> Any:
    """Let ``page`` have gone somewhere only once its wall can be used by keyboard."""
    def waiting(go: Callable[..., Any]) -> Callable[..., Any]:
        def gone(*given: Any, **more: Any) -> Any:
            answer = go(*given, **more)
            page.evaluate(THEN)
            return answer
        return gone

    for name in ("goto", "reload", "go_back", "go_forward", "wait_for_url"):
        setattr(page, name, waiting(getattr(page, name)))
    return page


@pytest.fixture
def page_of(chrome: Any, address: str, cast: Any, home: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that gives the page of somebody who has signed in: (login, width=, theme=, language=) -> Page;
    ``phone`` is one of 360 px, touched with a finger.

    Signing in itself is tried by hand in test_pages_in_use.
    """
    from server.web.actor import COOKIE

    contexts = []

    def signed_in(login: str, *, width: int = 1280, theme: str = "light", language: str = "zh-CN",
                  phone: bool = False) -> Any:
        size = {"width": 360, "height": 740} if phone else {"width": width, "height": 800}
        context = chrome.new_context(viewport=size, color_scheme=theme, locale=language, reduced_motion="reduce",
                                     base_url=address, has_touch=phone, is_mobile=phone, device_scale_factor=1 + phone)
        contexts.append(context)
        page = _in_hand(context.new_page())
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda said: page.problems.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        context.add_cookies([{"name": COOKIE, "value": _signed_in(home, getattr(cast, login).person_id), "url": address}])
        page.goto("/library")
        return page

    yield signed_in
    for context in contexts:
        context.close()


def _signed_in(home: Any, person_id: int) -> str:
    """Return the cookie of a new sign-in of this person."""
    from index.catalogue.people import SignIn
    from index.credentials import new_token, token_hash
    from index.db import writing

    token, now = new_token(), datetime.now(UTC)
    with writing(home.engine) as session:
        session.add(SignIn(token_hash=token_hash(token), person_id=person_id, created_at=now,
                           expires_at=now + timedelta(days=1)))
    return token


def _wait(url: str, process: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and alive(process):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
        else:
            return
    pytest.fail(f"{url} does not answer; its server {'runs' if alive(process) else 'has ended'}")

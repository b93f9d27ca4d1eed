"""Files dragged onto the upload page in a real browser: a line each, a reason for what is refused, a reload shows it all."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlalchemy import select

from index.catalogue.assets import Original
from index.db import reading

Page = Callable[..., Any]
Made = Callable[..., Path]
DROP = """([where, files]) => {
  const transfer = new DataTransfer();
  for (const [name, data] of files) {
    transfer.items.add(new File([Uint8Array.from(atob(data), one => one.charCodeAt(0))], name));
  }
  const target = document.querySelector(where);
  for (const type of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
  }
}"""


@contextmanager
def working(worker: Any, clock: Any) -> Iterator[None]:
    """Let the worker work meanwhile, on the machine's clock as the served application."""
    over = Event()

    def work() -> None:
        while not over.wait(0.2):
            clock.now = datetime.now(UTC)
            worker.drain()

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(30)


def drop(page: Any, *files: tuple[str, bytes]) -> None:
    page.evaluate(DROP, ["#zone", [(name, base64.b64encode(data).decode()) for name, data in files]])


def stages(page: Any) -> list[str]:
    found: list[str] = page.locator("#list .file").evaluate_all("lines => lines.map(line => line.dataset.stage)")
    return found


def test_three_files_are_dragged_in_and_one_is_refused(page_of: Page, made_photo: Made, worker: Any,
                                                       clock: Any) -> None:
    page = page_of("photographer")
    page.goto("/upload")
    page.select_option("#event", label=page.locator("#event option").nth(1).inner_text())
    with working(worker, clock):
        drop(page, ("DSC_0101.JPG", made_photo("a.jpg").read_bytes()), ("说明.jpg", b"words, no picture"),
             ("DSC_0102_一个很长很长很长很长很长很长很长很长很长很长的文件名.JPG", made_photo("b.jpg").read_bytes()))
        page.wait_for_function("""() => [...document.querySelectorAll('#list .file')].every(
            line => ['ready', 'refused'].includes(line.dataset.stage))""", timeout=60000)
    assert sorted(stages(page)) == ["ready", "ready", "refused"]
    refused = page.locator(".file[data-stage=refused]")
    assert "不是能识别的照片、视频或海报" in refused.inner_text()
    assert page.locator(".file img").count() == 2
    assert "2 / 3 个文件" in page.locator("#overall").inner_text()
    assert "1 个没有收下" in page.locator("#told").inner_text()
    assert page.locator("#next").is_visible()
    assert page.locator("[data-verified]").all_inner_texts().count("已核对") == 2
    page.reload()
    assert sorted(stages(page)) == ["ready", "ready", "refused"]
    assert page.locator("[data-verified]").all_inner_texts().count("已核对") == 2
    assert "有 2 件还缺必填内容" in page.locator("#lacks").inner_text()
    page.focus("#submit-all [value=screens]")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the next channel too
    page.click("#submit-all button")
    page.wait_for_url("**/describe/?batch=*&channels=screens.site")
    for left in (1, 0):
        for field, text in {"caption": "师傅在后厨切菜。", "place": "第二食堂", "credit": "摄影组"}.items():
            page.fill(f"#f-{field}", text)
        page.check("#f-nobody")
        page.press("#f-credit", "Control+Enter")
        page.wait_for_function("left => document.querySelectorAll('.todo-link').length === left", arg=left)
    page.click(".todo-head .button")
    page.wait_for_selector(".toast:has-text('已提交 2 件素材审稿')")
    assert page.problems == []


def test_a_broken_connection_can_be_tried_again_by_keyboard(page_of: Page, made_photo: Made) -> None:
    page = page_of("photographer", language="en")
    page.goto("/upload")
    page.route("**/upload/tus**", lambda route: route.abort())
    drop(page, ("DSC_0101.JPG", made_photo().read_bytes()))
    page.wait_for_selector(".file[data-stage=failed]")  # after four more tries in nine seconds
    assert "The connection broke off" in page.locator(".file").inner_text()
    page.unroute("**/upload/tus**")
    page.locator(".file [data-retry]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".file[data-stage=processing]")


def test_leaving_while_files_are_on_their_way_warns(page_of: Page, made_photo: Made) -> None:
    page = page_of("photographer")
    page.goto("/upload")
    held: list[Any] = []
    page.route("**/upload/tus**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks the handler, a built-in takes no marks
    drop(page, *[(f"{number}.JPG", made_photo().read_bytes()) for number in range(5)])
    page.wait_for_function("() => document.querySelectorAll('.file[data-stage=sending]').length === 3")
    assert sorted(stages(page)) == ["sending"] * 3 + ["waiting"] * 2, "three at a time"
    page.click("#event")
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    page.evaluate("() => { location.href = '/library'; }")
    page.wait_for_timeout(300)
    assert warned == ["beforeunload"]
    page.click("[data-stop]")
    assert set(stages(page)) == {"cancelled"}


def test_files_can_be_chosen_where_nothing_can_be_dragged(page_of: Page, made_photo: Made) -> None:
    page = page_of("photographer", width=360)
    page.goto("/upload")
    with page.expect_file_chooser() as chooser:
        page.locator("#choose").press("Enter")
    chooser.value.set_files([made_photo()])
    page.wait_for_selector(".file[data-stage=processing]")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def large(made_photo: Made, size: int) -> Path:
    """A picture with a tail, so that it goes in several pieces."""
    path = made_photo("DSC_0900.JPG")
    with path.open("ab") as handle:
        handle.write(random.Random(9).randbytes(size - path.stat().st_size))
    return path


def choose(page: Any, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#choose").press("Enter")
    chooser.value.set_files([path])


def test_a_page_that_was_closed_goes_on_from_the_last_byte(page_of: Page, made_photo: Made, furnished: Any) -> None:
    """Closed after two of its pieces; opened again at the bare address, the same file is chosen: the rest is sent, once."""
    path = large(made_photo, 20 << 20)
    page = page_of("photographer")
    page.goto("/upload")
    sent: list[str] = []

    def two_pieces(route: Any) -> None:
        if route.request.method != "PATCH":
            return route.continue_()
        sent.append(route.request.headers["upload-offset"])
        # A held request would be let go as the page closes, so the third piece is cut off instead.
        return route.continue_() if len(sent) < 3 else route.abort()

    page.route("**/upload/tus/**", two_pieces)
    choose(page, path)
    page.wait_for_function("() => document.querySelector('.file')?.dataset.stage === 'sending'")
    while len(sent) < 3:
        page.wait_for_timeout(50)
    context = page.context
    page.close()
    again = context.new_page()
    offsets: list[str] = []
    again.on("request", lambda one: offsets.append(one.headers["upload-offset"]) if one.method == "PATCH" else None)
    again.goto("/upload")
    choose(again, path)
    again.wait_for_selector(".file[data-stage=processing]")
    assert [16 << 20 <= int(one) < 20 << 20 for one in offsets] == [True], "what came of the third piece counts too"
    with reading(furnished.engine) as session:
        found = session.scalars(select(Original).where(Original.name == path.name)).one()
    assert (found.bytes, found.sha256) == (20 << 20, hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_line_that_breaks_in_the_middle_mends_by_itself(page_of: Page, made_photo: Made) -> None:
    path = large(made_photo, 12 << 20)
    page = page_of("photographer")
    page.goto("/upload")
    broken: list[str] = []

    def break_once(route: Any) -> None:
        if route.request.method == "PATCH" and not broken:
            broken.append("")
            return route.abort()
        return route.continue_()

    page.route("**/upload/tus/**", break_once)
    choose(page, path)
    page.wait_for_selector(".file[data-stage=processing]")
    assert broken


def test_what_is_here_already_is_told_before_its_bytes_move(page_of: Page, made_photo: Made) -> None:
    path = large(made_photo, 3 << 20)
    page = page_of("photographer")
    page.goto("/upload")
    choose(page, path)
    page.wait_for_selector(".file[data-stage=processing]")
    page.goto("/upload")
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.url) if "/upload/tus" in request.url else None)
    choose(page, path)
    page.wait_for_selector(".file[data-stage=already-here]")
    page.wait_for_selector(".file [data-open]:visible")
    assert bodies == []
    page.reload()
    assert stages(page) == ["already-here"]
    assert page.problems == []


def test_the_server_keeps_only_what_hashes_to_what_the_page_read(page_of: Page, made_photo: Made) -> None:
    """A byte changes on its way, as no checksum of the network notices."""
    path = made_photo(size=(1800, 1200))
    page = page_of("photographer")
    page.goto("/upload")

    def change(route: Any) -> None:
        body = route.request.post_data_buffer
        if not body:
            return route.continue_()
        half = len(body) // 2
        return route.continue_(post_data=body[:half] + bytes([body[half] ^ 1]) + body[half + 1:])

    page.route("**/upload/tus**", change)
    choose(page, path)
    page.wait_for_selector(".file[data-stage=refused]")
    assert "与发送前算出的 SHA-256 不同" in page.locator(".file").inner_text()
    assert page.locator("[data-verified]").inner_text() == ""
    page.unroute("**/upload/tus**")
    page.reload()
    choose(page, path)
    page.wait_for_selector(".file[data-stage=processing]")
    assert "已核对" in page.locator(".file[data-stage=processing]").inner_text()

"""Uploads over HTTP: a file is the request's body, every answer tells what became of it, and a reload shows the same."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from index.catalogue.assets import Arrival, Asset, Original
from index.catalogue.channels import Aim
from index.catalogue.events import Event
from index.catalogue.reviews import Review
from index.db import reading, writing
from server.consents import service as consents
from server.consents.service import Wish
from server.library.describe import Edit, describe

BATCH = "20260302-0123456789abcdef"
Send = Callable[..., Any]


@pytest.fixture
def send(browser: Callable[..., Any]) -> Send:
    """Return a function that sends bytes as the upload page does: (body, name, **query) -> answer."""
    tab = browser("photographer")
    tab.get("/upload")

    def one(body: bytes, name: str = "DSC_0001.JPG", *, token: bool = True, announced: int | None = None,
            **query: Any) -> Any:
        return tab.client.post(
            "/upload/files", query_string={"batch": BATCH, "name": name, **query}, data=body,
            headers={"Accept": "application/json", "Content-Type": "application/octet-stream",
                     **({"X-CSRFToken": tab.token} if token else {})},
            environ_overrides={} if announced is None else {"CONTENT_LENGTH": str(announced)})

    one.tab = tab  # type: ignore[attr-defined]  # the page and its polling are asked by the same browser
    return one


def lines(send: Any, batch: str = BATCH) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = send.tab.client.get(
        f"/upload/batches/{batch}", headers={"Accept": "application/json", "Accept-Language": "zh-CN"}).json["lines"]
    return found


def test_the_page_asks_for_files_and_offers_events_of_these_days_first(home: Any, cast: Any, browser: Any) -> None:
    with writing(home.engine) as session:
        ours = cast.departments["canteen"]
        session.add_all([
            Event(name="去年的会", starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 1), department_id=ours),
            Event(name="食堂开放日", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 2), department_id=ours),
            Event(name="图书馆讲座", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 2),
                  department_id=cast.departments["library"])])
    page = browser("photographer").get("/upload").text
    places = [page.index(words) for words in ("近期活动", "食堂开放日", "其他活动", "图书馆讲座", "去年的会")]
    assert places == sorted(places)


def test_a_file_is_taken_and_its_way_can_be_followed(send: Send, worker: Any, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    answer = send(body, "100CANON/DSC_0001.JPG")
    assert (answer.status_code, answer.json["outcome"], answer.json["sha256"]) == (
        200, "added", hashlib.sha256(body).hexdigest())
    assert [(one["name"], one["stage"], one["picture"]) for one in lines(send)] == [("DSC_0001.JPG", "processing", None)]
    worker.drain()
    line = lines(send)[0]
    assert (line["stage"], line["asset"], line["bytes"]) == ("ready", answer.json["asset"], len(body))
    assert send.tab.get(line["picture"]).mimetype == "image/jpeg"
    assert send.tab.get(line["href"]).status_code == 200


def test_a_reload_shows_the_same(send: Send, worker: Any, made_photo: Any) -> None:
    send(made_photo().read_bytes())
    send(b"plain words", "notes.jpg")
    worker.drain()
    page = send.tab.get(f"/upload?batch={BATCH}").text
    told = json.loads(page.split("data-lines='")[1].split("'")[0])
    assert [one["stage"] for one in told] == ["ready", "refused"]
    assert "没有收下" not in told[1]["why"]
    assert "不是能识别的照片、视频或海报" in told[1]["why"]
    assert "2 个文件" in page


def test_the_same_bytes_again_lead_to_what_is_here(send: Send, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    first = send(body, "A.JPG").json
    again = send(body, "B.JPG").json
    assert (again["outcome"], again["asset"]) == ("already-here", first["asset"])
    assert [one["stage"] for one in lines(send)] == ["processing", "already-here"]


def test_bytes_of_another_department_are_theirs_too_who_bring_them(send: Send, take: Any, cast: Any, made_photo: Any) -> None:
    """Whoever sends the same bytes co-owns the file and is led to it; what the first says of it stays hidden elsewhere."""
    path = made_photo()
    take(path, cast.outsider)
    answer = send(path.read_bytes()).json
    assert answer["outcome"] == "already-here"
    assert [(one["stage"], one["href"], one["picture"]) for one in lines(send)] == [
        ("already-here", f"/library/{answer['asset']}", None)]


@pytest.mark.parametrize(("body", "name", "code"), [
    (b"", "empty.jpg", "empty"), (b"no picture at all", "x" * 251 + ".jpg", "not-media"),
])
def test_what_cannot_be_taken_is_told_with_its_reason(send: Send, body: bytes, name: str, code: str) -> None:
    answer = send(body, name)
    assert (answer.status_code, answer.json["outcome"], answer.json["reason"]["code"]) == (200, "refused", code)
    assert answer.json["reason"]["zh"]
    assert answer.json["reason"]["en"]
    assert lines(send)[0]["why"] == answer.json["reason"]["zh"]


def test_what_proves_damaged_later_is_told_at_its_line(send: Send, worker: Any, made_photo: Any) -> None:
    assert send(made_photo().read_bytes()[:3000], "half.jpg").json["outcome"] == "added"
    worker.drain()
    line = lines(send)[0]
    assert (line["stage"], line["asset"]) == ("refused", None)
    assert "重新拷贝" in line["why"]


@pytest.mark.parametrize("name", [
    "照片😀.jpg", "../../etc/passwd.jpg", "a\u202egpj.exe.jpg", "C:\\DCIM\\DSC.JPG", "'\"><u>.jpg"])
def test_a_name_is_data(send: Send, made_photo: Any, name: str) -> None:
    assert send(made_photo().read_bytes(), name).json["outcome"] == "added"
    shown = lines(send)[0]["name"]
    assert "/" not in shown
    assert "\u202e" not in shown
    page = send.tab.get(f"/upload?batch={BATCH}").text
    assert "><u>" not in page


def test_a_file_that_breaks_off_is_not_kept_and_can_be_sent_again(send: Send, home: Any, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    answer = send(body[:4000], announced=len(body))
    assert answer.json["reason"]["code"] == "cut-short"
    assert not list((home.settings.home / "staging").iterdir())
    assert send(body).json["outcome"] == "added"
    assert [one["stage"] for one in lines(send)] == ["processing"], "the broken try is told no more"


def test_a_file_over_the_limit_is_refused_before_it_is_read(send: Send, app: Any) -> None:
    answer = send(b"1234", announced=app.extensions["vitrine"].home.limit + 1)
    assert (answer.status_code, answer.json["reason"]["code"]) == (413, "too-large")
    assert lines(send)[0]["stage"] == "refused"


def test_a_full_disk_says_so(send: Send, app: Any, made_photo: Any) -> None:
    """The store keeps a reserve; one larger than any disk is a full disk."""
    app.extensions["vitrine"].home.store.reserve_bytes = 1 << 62
    answer = send(made_photo().read_bytes())
    assert (answer.status_code, answer.json["reason"]["code"]) == (507, "disk-full")
    assert lines(send) == []


def test_a_large_body_streams_through_in_pieces(send: Send, home: Any) -> None:
    """64 MB pass while no read asks for more than a few; the file ends up whole in quarantine or refused, never in memory."""

    class Source(io.RawIOBase):
        left, widest = 64 << 20, 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            Source.widest = max(Source.widest, size if size >= 0 else 1 << 60)
            count = min(size if size >= 0 else self.left, self.left)
            self.left -= count
            return b"\0" * count

        def readinto(self, buffer: Any) -> int:
            chunk = self.read(len(buffer))
            buffer[:len(chunk)] = chunk
            return len(chunk)

    answer = send.tab.client.post(  # type: ignore[attr-defined]  # see the fixture
        "/upload/files", query_string={"batch": BATCH, "name": "big.mov"}, content_type="application/octet-stream",
        headers={"Accept": "application/json", "X-CSRFToken": send.tab.token},  # type: ignore[attr-defined]  # as above
        environ_overrides={"wsgi.input": Source(), "CONTENT_LENGTH": str(64 << 20)})
    assert answer.json["outcome"] == "refused"
    assert Source.widest <= 4 << 20


@pytest.mark.parametrize(("query", "field"), [({"batch": "../x"}, "batch"), ({"event": "999"}, "event")])
def test_a_wrong_batch_or_event_is_named(send: Send, query: dict[str, str], field: str) -> None:
    answer = send(b"x", **query)
    assert (answer.status_code, answer.json["reason"]["code"]) == (422, "invalid")
    assert field in answer.json["reason"]["en"].lower()


def test_nothing_is_taken_without_a_form_token_or_a_sign_in(send: Send, stranger: Any, home: Any) -> None:
    assert send(b"x", token=False).status_code == 400
    assert stranger.client.post("/upload/files", headers={"Accept": "application/json"}).status_code in {400, 401}
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Arrival)) == 0


def test_nobody_sees_the_batch_of_somebody_else(send: Send, browser: Any, made_photo: Any) -> None:
    send(made_photo().read_bytes())
    other = browser("second_photographer")
    assert other.client.get(f"/upload/batches/{BATCH}").json["lines"] == []
    assert BATCH not in other.get("/upload").text


def test_a_plain_form_works_without_scripts(browser: Any, made_photo: Any, home: Any) -> None:
    tab = browser("photographer")
    tab.get("/upload")
    files = [(io.BytesIO(made_photo().read_bytes()), "一.jpg"), (io.BytesIO(b"words"), "二.jpg")]
    answer = tab.post("/upload", {"files": files, "event": "", "batch": ""}, content_type="multipart/form-data")
    assert answer.status_code == 302
    page = tab.get(answer.headers["Location"]).text
    assert "一.jpg" in page
    assert "不是能识别的照片、视频或海报" in page
    with reading(home.engine) as session:
        assert session.scalars(select(Original.name)).all() == ["一.jpg"]


def test_all_that_is_ready_is_submitted_at_once(send: Send, home: Any, worker: Any, made_photo: Any) -> None:
    for number in range(3):
        send(made_photo().read_bytes(), f"{number}.JPG")
    worker.drain()
    assert "全部提交审稿" in send.tab.get(f"/upload?batch={BATCH}").text  # type: ignore[attr-defined]
    answer = send.tab.post(f"/upload/batches/{BATCH}/submit", {"channel": "screens"})  # type: ignore[attr-defined]
    assert "已有 3 项提交审稿" in send.tab.get(answer.headers["Location"]).text  # type: ignore[attr-defined]
    with reading(home.engine) as session:
        assert set(session.scalars(select(Aim.state))) == {"submitted"}
    assert {one["state"] for one in lines(send)} == {"submitted"}


def test_a_batch_is_submitted_for_the_channels_chosen_and_each_refusal_is_told(
        send: Send, home: Any, cast: Any, clock: Any, worker: Any, made_photo: Any) -> None:
    tab = send.tab  # type: ignore[attr-defined]
    for number in range(2):
        send(made_photo().read_bytes(), f"{number}.JPG")
    worker.drain()
    consents.add(home, cast.photographer, Wish("李小华", minor=True, guardian="李父", channels=("site",)), now=clock())
    describe(home.engine, cast.photographer, 1, Edit(people=("李小华",)), now=clock())
    address = f"/upload/batches/{BATCH}/submit"
    assert "请先选择" in tab.get(tab.post(address).headers["Location"]).text
    page = tab.post(address, {"channel": ["site", "wechat"]})
    assert page.status_code == 200
    told = re.findall(r'data-refusals>(.*?)</ul>', page.text)
    assert "微信公众号 · 李小华" in told[0]
    assert "处网" not in told[0]
    assert told[1:] == ["", ""], "the other file, and the template of a line"
    assert "有 1 个文件没能投向所选的全部渠道" in page.text
    assert [one["state_name"] for one in lines(send)] == ["处网 待部门审", "处网 待部门审、微信公众号 待部门审"]
    answer = tab.client.get(f"/upload/batches/{BATCH}", headers={"Accept": "application/json"}).json
    assert (answer["submittable"], answer["open"]) == (0, 2), "the screens are still open for both"
    assert tab.post(address, {"channel": ["site"]}).status_code == 302, "what is under way is passed over"
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Review)) == 3


def test_what_lacks_words_is_gone_through_for_the_same_channels(send: Send, as_delivered: None, worker: Any,
                                                                made_photo: Any) -> None:
    tab = send.tab  # type: ignore[attr-defined]
    send(made_photo().read_bytes())
    worker.drain()
    answer = tab.post(f"/upload/batches/{BATCH}/submit", {"channel": ["site", "wechat"]})
    assert answer.headers["Location"] == f"/describe/?batch={BATCH}&channels=site.wechat"
    filled = {"caption": "师傅在后厨切菜。", "place": "第二食堂", "credit": "摄影组", "nobody": "1", "version": "1",
              "people": "", "title": "", "keywords": "", "event": "0"}
    page = tab.get(tab.post(f"/describe/V1?batch={BATCH}&channels=site.wechat", filled).headers["Location"]).text
    assert re.findall(r'name="channel" value="(\w+)"', page) == ["site", "wechat"]


def test_what_should_be_sent_again_is_said_while_its_sender_is_there(send: Send, worker: Any, made_photo: Any,
                                                                     tmp_path: Path) -> None:
    squeezed = tmp_path / "squeezed.jpg"
    Image.linear_gradient("L").resize((900, 600)).save(squeezed)
    send(squeezed.read_bytes(), "mmexport1732780800123.jpg")
    whole = made_photo(size=(1800, 1200)).read_bytes()
    send(whole[:int(len(whole) * 0.97)], "CUT.JPG")
    send(whole, "WHOLE.JPG")
    worker.drain()
    assert [(one["name"], one["stage"], one["caution"]) for one in lines(send)] == [
        ("mmexport1732780800123.jpg", "ready", "微信压缩过，请上传原图。"),
        ("CUT.JPG", "ready", "文件末尾缺失，请从相机重新拷贝。"), ("WHOLE.JPG", "ready", None)]
    assert "微信压缩过，请上传原图。" in send.tab.get(f"/upload?batch={BATCH}").text  # type: ignore[attr-defined]
    page = send.tab.get(f"/uploads/{BATCH}").text  # type: ignore[attr-defined]
    assert "1 张图片被微信压缩过，请上传原图。" in page
    assert "1 个文件末尾缺失，请从相机重新拷贝。" in page


def test_the_event_goes_with_the_file(send: Send, home: Any, made_photo: Any) -> None:
    with writing(home.engine) as session:
        event = Event(name="春季运动会", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 3))
        session.add(event)
        session.flush()
        number = event.id
    send(made_photo().read_bytes(), event=str(number))
    with reading(home.engine) as session:
        assert session.scalars(select(Asset.event_id)).one() == number


def test_real_camera_files_come_in_whole(send: Send, worker: Any, shared_media: Path | None, made_photo: Any) -> None:
    """Real files beside the checkout where there are any, else one of our own."""
    found = sorted(shared_media.rglob("*.[jJ][pP][gG]"))[:3] if shared_media else []
    for path in found or [made_photo()]:
        body = path.read_bytes()
        assert send(body, path.name).json["sha256"] == hashlib.sha256(body).hexdigest()
    worker.drain()
    assert {one["stage"] for one in lines(send)} <= {"ready", "already-here"}

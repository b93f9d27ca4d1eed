"""File names that break careless programs, through the doors of the web: kept as data, written out where they cannot be seen,
never followed; what is taken out has names that every system takes. Folders and pushes are tried beside their doors.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from naughty import Page
from sqlalchemy import select
from tus_client import BATCH, Tus

from index.catalogue.assets import Original
from index.db import reading
from ingest.sources.folder import shown
from server.downloads.names import FORBIDDEN, RESERVED

SENT = ("../../../etc/passwd.jpg", "..\\..\\windows\\win.jpg", "CON.jpg", "aux.JPG", "a<b>:\"|?*.jpg", "=1+1.jpg",
        "'; DROP TABLE assets.jpg", "<img src=x onerror=naughty()>.jpg", "photo\u202egpj.exe.jpg", "\u200b\ufeff.jpg",
        " .jpg", "....jpg", "长" * 300 + ".jpg", "e\u0301\U0001f469\u200d\U0001f467.jpg", "a\tb\nc\x00d\x07.jpg",
        "%s%n{0}{{7*7}}.jpg", "-rf.jpg")


def kept(name: str) -> str:
    """Return the name that is kept of one that was sent: the last part of its path, odd characters written out."""
    return shown(name).replace("\\", "/").rsplit("/", 1)[-1]


def test_names_are_data_at_every_door_and_harmless_where_they_go_out(app: Any, home: Any, browser: Any, made_photo: Any,
                                                                     worker: Any) -> None:
    tab = browser("photographer")
    tab.get("/upload")
    before = {path for path in home.settings.home.rglob("*") if path.is_file()}
    sent = list(SENT)
    for number, name in enumerate(SENT):
        body = made_photo(f"{number}.jpg", size=(64, 48)).read_bytes()
        answer = tab.client.post("/upload/files", query_string={"batch": BATCH, "name": name}, data=body,
                                 headers={"X-CSRFToken": tab.token, "Content-Type": "application/octet-stream"})
        assert (answer.status_code, answer.json["outcome"]) == (200, "added"), name
    tus = Tus(tab.client)
    for number, name in enumerate(SENT[:5], len(SENT)):
        body = made_photo(f"{number}.jpg", size=(64, 48)).read_bytes()
        tus.patch(tus.create(len(body), name), 0, body)
        sent.append(name)

    with reading(home.engine) as session:
        names = session.scalars(select(Original.name).order_by(Original.asset_id)).all()
    assert names == [kept(name) for name in sent]
    assert all(name.isprintable() or "\u200d" in name for name in names), "nothing in a name hides or turns the rest"
    made = {path for path in home.settings.home.rglob("*") if path.is_file()} - before
    assert {path.relative_to(home.settings.home).parts[0] for path in made} <= {"originals", "staging", "vitrine.db-wal",
                                                                             "vitrine.db-shm", "logs", "uploads"}
    originals = [path.name for path in made if "originals" in path.parts]
    assert len(originals) == len(sent)
    assert all(len(name) == 64 and name.isalnum() for name in originals), "the store names by content alone"

    worker.drain()
    for address in ("/library", "/library/V8", f"/uploads/{BATCH}"):
        assert Page(tab.get(address).text).live == []
    given = tab.post("/downloads/give", {"asset": [f"V{one}" for one in range(1, len(sent) + 1)], "preset": "original",
                                         "purpose": "archive"})
    with zipfile.ZipFile(io.BytesIO(given.get_data())) as archive:
        found = archive.namelist()
    assert len(found) >= len(sent)
    assert len({name.casefold() for name in found}) == len(found), "no two are one on a system that folds case"
    for name in found:
        assert not FORBIDDEN.search(name), name
        assert not RESERVED.match(name), name
        assert not name.startswith((".", " ")), name
        assert Path(name).name == name, "none leads out of the folder that it is unpacked into"
        assert len(name.encode()) <= 255


def test_half_a_character_in_a_name_that_is_asked_about(browser: Any) -> None:
    tab = browser("photographer")
    tab.get("/upload")
    body = '{"sha256s": ["' + "a" * 64 + '"], "names": ["half\\ud800.jpg"], "batch": "' + BATCH + '"}'
    answer = tab.client.post("/upload/known", data=body, content_type="application/json", headers={"X-CSRFToken": tab.token})
    assert answer.status_code == 200
    assert shown("half\ud800.jpg") == "half\\ud800.jpg"

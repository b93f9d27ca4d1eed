"""Campuses at the desk: made, dressed, given their screens; refused in words."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from server.campuses import lists
from server.screens import lists as screens


def png(colour: str = "#8a1538", size: tuple[int, int] = (320, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def editor(visitor: Callable[[str], Any]) -> Any:
    who = visitor("editor")
    who.get("/screens/campuses/new")
    who.post("/screens/campuses/new", name="东校区", name_en="East Campus", accent="8A1538", active="1",
             logo=(io.BytesIO(png()), "校徽.png"))
    return who


def test_a_campus_is_made_with_its_logo_and_given_screens(editor: Any, home: Any, clock: Any) -> None:
    line = lists.line(home.engine, "东校区")
    assert (line.accent, line.active, line.is_default, line.logo is None) == ("#8a1538", True, False, False)
    answer = editor.client.get(f"/screens/campuses/logo/{line.logo}")
    assert (answer.mimetype, answer.data[:4]) == ("image/png", b"\x89PNG")
    screen = screens.screens(home.engine, clock())[0]
    page = editor.get(f"/screens/campuses/{line.id}")
    assert screen.name in page
    editor.post(f"/screens/campuses/{line.id}/screens", screen=str(screen.id))
    assert lists.line(home.engine, "东校区").screens == (screen.name,)
    assert screens.screen(home.engine, screen.name, clock()).campus == "东校区"
    assert "东校区" in editor.get("/screens/campuses/")
    assert screen.name in editor.get("/screens/?campus=东校区")


def test_a_new_screen_joins_the_campus_of_its_building(editor: Any, home: Any, clock: Any) -> None:
    editor.get("/screens/new")
    for name, campus in (("一楼", "东校区"), ("二楼", "-"), ("三楼", "")):
        editor.post("/screens/new", name=name, building="三教", orientation="landscape", rotation="0", campus=campus)
    found = {name: screens.screen(home.engine, name, clock()).campus for name in ("一楼", "二楼", "三楼")}
    assert found == {"一楼": "东校区", "二楼": "东校区", "三楼": None}


def test_what_is_no_logo_or_no_colour_is_refused_and_what_was_typed_stays(editor: Any, home: Any) -> None:
    svg = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    for sent, words in ((svg, "SVG may hold programs"), (b"text", "not a picture"), (png(size=(90, 40)), "too small")):
        page = editor.post("/screens/campuses/1", 422, name="东校区", name_en="Eastern", accent="#8a1538", active="1",
                           logo=(io.BytesIO(sent), "logo.png")).text
        assert words in page
        assert 'value="Eastern"' in page
    assert "write a colour like" in editor.post("/screens/campuses/1", 422, name="东校区", accent="red", active="1").text
    assert lists.line(home.engine, "东校区").name_en == "East Campus"
    assert list(home.store.staging.iterdir()) == []


def test_the_form_says_what_screens_make_of_a_colour(editor: Any) -> None:
    said = editor.post("/screens/campuses/look", 200, accent="#ffcc00").json
    assert (said["accent"], said["on_dark"]) == ("#806600", "#ffcc00")
    assert "1.4" in said["said"]
    assert "write a colour" in editor.post("/screens/campuses/look", 200, accent="yellow").json["why"]


def test_only_the_office_comes_in_and_anybody_signed_in_sees_a_logo(editor: Any, visitor: Callable[[str], Any],
                                                                   home: Any) -> None:
    person = visitor("photographer")
    for path in ("/screens/campuses/", "/screens/campuses/new", "/screens/campuses/1", "/screens/campuses/stage"):
        person.get(path, 403)
    assert person.client.get(f"/screens/campuses/logo/{lists.line(home.engine, '东校区').logo}").status_code == 200
    editor.post("/screens/campuses/1/remove")
    assert lists.lines(home.engine) == []

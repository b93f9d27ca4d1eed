"""Reasons: every code that is used is catalogued, and both languages tell the same things."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from index import errors
from index.errors import BadMedia, Conflict, Forbidden, Invalid, JobFailed, NotFound, VitrineError, reason
from index.reasons import REASONS

ROOT = Path(__file__).resolve().parents[2]
RELIED_ON = ["own-work", "not-allowed", "not-approved", "wrong-state", "missing-fields", "not-media", "damaged", "too-large",
             "time-limit", "link"]
CODE_AT = {"reason": 0, "VitrineError": 0, "Conflict": 0, "Forbidden": 0, "NotFound": 0, "BadMedia": 1}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", list(REASONS))
def test_both_languages_tell_the_same_things(code: str) -> None:
    zh, en = REASONS[code]
    assert zh
    assert en
    assert any("\u4e00" <= character <= "\u9fff" for character in zh)
    assert {name.removesuffix("_zh") for name in placeholders(zh)} == {name.removesuffix("_en") for name in placeholders(en)}


def test_what_decoders_say_is_told_in_chinese_too() -> None:
    told = reason("damaged", detail="cut")
    assert ("（内容不全）" in told.zh, "(cut)" in told.en) == (True, True)
    assert "（编码 vvc1）" in reason("not-media", detail="codec vvc1").zh
    assert "（PSD）" in reason("not-media", detail="PSD").zh


def test_codes_that_others_rely_on_stay() -> None:
    assert set(RELIED_ON) <= set(REASONS)


def used_codes() -> set[tuple[str, str]]:
    """Codes that stand in the source as literals: reason("x"), VitrineError("x"), BadMedia(path, "x")."""
    found = set()
    for package in ("index", "ingest", "kiosk", "server"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CODE_AT:
                    at = CODE_AT[node.func.id]
                    given = node.args[at] if len(node.args) > at else None
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        found.add((given.value, str(path.relative_to(ROOT))))
    return found


def test_every_code_in_the_source_is_catalogued() -> None:
    used = used_codes()
    assert len(used) > 20
    assert {(code, where) for code, where in used if code not in REASONS} == set()


def test_a_field_is_told_by_its_name() -> None:
    told = Invalid("photo-most-bytes", "太大", "too large").reason
    assert (told.zh, told.en) == ("「文件小于」有误：太大", "“File under” is not right: too large")


def test_a_missing_detail_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        reason("too-large")
    with pytest.raises(KeyError):
        reason("no-such-code")


@pytest.mark.parametrize(("error", "code"), [
    (NotFound(what="V9"), "not-found"), (Conflict("ambiguous", given="ab"), "ambiguous"),
    (Forbidden(verb="approve", verb_zh="审核通过", possible="", possible_zh=""), "not-allowed"),
    (Invalid("title", "太长", "too long"), "invalid"),
    (BadMedia("a.jpg", detail="cut"), "damaged"), (JobFailed("x", permanent=True), "job-failed")])
def test_one_family_and_each_speaks_both_languages(error: VitrineError, code: str) -> None:
    assert isinstance(error, errors.VitrineError)
    assert error.reason.code == code
    assert error.reason.text("zh_CN") == error.reason.zh
    assert error.reason.text("en") == error.reason.en
    assert error.reason.zh in str(error)
    assert set(error.reason.as_dict()) == {"code", "zh", "en"}

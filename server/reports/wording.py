"""Words and numbers as an office writes them in a report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

NUMERALS: Final = "一二三四五六七八九十"
QUARTERS: Final = ("一", "二", "三", "四")


def period(given: str) -> str:
    """Return a period: 2026年3月, 2026年第一季度, 2026年度."""
    if "Q" in given:
        return f"{given[:4]}年第{QUARTERS[int(given[5:]) - 1]}季度"
    return f"{given[:4]}年{int(given[5:])}月" if "-" in given else f"{given}年度"


def before(given: str) -> str:
    """Return what the period before is called beside this one."""
    return "上季度" if "Q" in given else "上月" if "-" in given else "上年度"


def span(given: str) -> str:
    """Return what the period itself is called in its text."""
    return "本季度" if "Q" in given else "本月" if "-" in given else "本年度"


def title(given: str, *, correcting: bool = False) -> str:
    """Return what a report of this period is called."""
    return f"关于{period(given)}宣传工作情况的{'更正' if correcting else ''}通报"


def number(mark: str, year: int, no: int) -> str:
    """Return a report's number as offices write it: 后勤宣〔2026〕3号. One that has none yet (0) leaves its place free."""
    told = str(no) if no else "　"
    return f"{mark}〔{year}〕{told}号" if mark else f"{year}年第{told}号"


def plain(amount: str) -> str:
    """Return an exact decimal without noughts at its end, with a real minus."""
    text = amount.rstrip("0").rstrip(".") if "." in amount else amount
    return "0" if text in {"-0", "", "0"} else text.replace("-", "−")


def moved(movement: int | None) -> str:
    """Return places won or lost: ↑2, ↓1, 持平, – for whom was not ranked before."""
    if movement is None:
        return "–"
    return "持平" if movement == 0 else f"{'↑' if movement > 0 else '↓'}{abs(movement)}"


def against(now: int, was: int) -> str:
    """Return how a number stands against the one before: 增加3件, 减少1件, 持平."""
    return "持平" if now == was else f"{'增加' if now > was else '减少'}{abs(now - was)}件"


def listed(several: Iterable[str]) -> str:
    """Return several names as one text."""
    return "、".join(several)


def paragraphs(text: str) -> Sequence[str]:
    """Return the paragraphs of what somebody wrote."""
    return [one.strip() for one in text.replace("\r\n", "\n").split("\n") if one.strip()]

"""Languages: which one the reader gets, and how dates, sizes and the words of the domain read in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_babel, get_locale, gettext, ngettext

from index.catalogue.assets import Kind
from index.catalogue.lifecycle import STATE_NAMES
from index.catalogue.people import ROLE_NAMES
from index.errors import Reason
from server.web.services import now, services

COOKIE: Final = "vitrine_language"
LANGUAGES: Final = {"zh_CN": "中文", "en": "English"}
_TAGS: Final = {"zh-CN": "zh_CN", "zh": "zh_CN", "en": "en"}
_WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel brings no types
    """The catalogues by our own names: Babel calls ``zh_CN`` ``zh_Hans_CN`` and would look for a folder of that name."""

    def get_translations(self) -> NullTranslations:
        code = language()
        if code not in self.cache:
            self.cache[code] = Translations.load(get_babel().translation_directories[0], [code])
        found: NullTranslations = self.cache[code]
        return found


class Languages(Babel):  # type: ignore[misc]  # Flask-Babel brings no types
    """Babel, over our own catalogues, loaded once for each process."""

    domain_instance = Catalogues()


def init_app(app: Flask) -> None:
    """Choose by the person's wish, then the cookie, then the browser, then the setting; add filters for pages."""
    Languages(app, locale_selector=choose, default_translation_directories="translations", default_locale="zh_CN")
    app.jinja_env.filters.update(
        when=when, to_end=to_end, day_short=day_short, weekday=weekday, days_to=days,
        to_second=to_second, day=day, month=month, ago=ago, size=size,
        clock=length, pick=pick, state_name=state_name, role_name=role_name, kind_name=kind_name, reason=tell, many=many)
    app.jinja_env.globals.update(language=language, LANGUAGES=LANGUAGES)


def choose() -> str:
    """Return the locale for this request."""
    default: str = services().home.settings.locale
    if not has_request_context():
        return default
    wished = g.get("locale_of_person") or request.cookies.get(COOKIE)
    return str(wished) if wished in LANGUAGES else language_asked()


def language_asked() -> str:
    """Return the language that the browser or program names, whatever a person or a cookie wishes; else the setting's."""
    default: str = services().home.settings.locale
    best = request.accept_languages.best_match(list(_TAGS))
    return _TAGS[best] if best else default


def language() -> str:
    """Return ``zh_CN`` or ``en``."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh_CN"


def pick(pair: tuple[str, str]) -> str:
    """Return the side of a (Chinese, English) pair that the reader reads; the other where that one is empty."""
    zh, en = pair
    return (zh or en) if language().startswith("zh") else (en or zh)


def state_name(state: str) -> str:
    """Return the word for a state of review."""
    name = pick(STATE_NAMES.get(state, (state, state)))
    return name[:1].upper() + name[1:]


def kind_name(kind: str) -> str:
    """Return the word for a kind of asset, of which there is one."""
    return str({Kind.PHOTO: gettext("Photo"), Kind.VIDEO: gettext("Video"), Kind.POSTER: gettext("Poster")}[Kind(kind)])


def role_name(role: str) -> str:
    """Return the word for a role."""
    name = pick(ROLE_NAMES.get(role, (role, role)))
    return name[:1].upper() + name[1:]


def tell(why: Reason) -> str:
    """Return a reason's sentence."""
    return why.text(language())


def when(moment: datetime | None) -> str:
    """Return a moment in full, 2026年3月1日 周日 09:15; an aware one in the campus's zone, a wall time as it stands."""
    if moment is None:
        return ""
    here = _here(moment)
    return f"{day(here.date())} {here:%H:%M}"


def to_end(moment: datetime | None) -> str:
    """Return a moment as the end of something: midnight is the end of the day before it."""
    if moment is None:
        return ""
    here = _here(moment)
    if (here.hour, here.minute, here.second) != (0, 0, 0):
        return when(moment)
    last = day(here.date() - timedelta(days=1))
    return f"{last} 24:00" if language().startswith("zh") else f"the end of {last}"


def day_short(given: date) -> str:
    """Return a day with its weekday, without its year."""
    if language().startswith("zh"):
        return f"{given.month}月{given.day}日 {_WEEKDAYS[given.weekday()]}"
    return f"{given:%a} {given.day} {given:%b}"


def weekday(given: date) -> str:
    """Return the name of a day of the week, in short."""
    return _WEEKDAYS[given.weekday()] if language().startswith("zh") else f"{given:%a}"


def days(first: date, last: date) -> str:
    """Return days that follow each other, in short: 3月3日 or 3月3日–5日."""
    zh = language().startswith("zh")
    begin = f"{first.month}月{first.day}日" if zh else f"{first.day} {first:%b}"
    if first == last:
        return begin
    if (first.year, first.month) == (last.year, last.month):
        return f"{begin}–{last.day}日" if zh else f"{first.day}–{last.day} {last:%b}"
    return f"{begin}–{last.month}月{last.day}日" if zh else f"{begin} – {last.day} {last:%b}"


def day(given: date | None) -> str:
    """Return a day with its weekday."""
    if given is None:
        return ""
    if language().startswith("zh"):
        return f"{given.year}年{given.month}月{given.day}日 {_WEEKDAYS[given.weekday()]}"
    return f"{given:%a} {given.day} {given:%b} {given.year}"


def month(given: str) -> str:
    """Return ``2026-03`` as people write it."""
    year, _, number = given.partition("-")
    if not number:
        return f"{year}年" if language().startswith("zh") else year
    if language().startswith("zh"):
        return f"{year}年{int(number)}月"
    return f"{date(int(year), int(number), 1):%B %Y}"


def to_second(moment: datetime) -> str:
    """Return a moment to the second in the campus's zone, 2026-03-01 09:15:04."""
    return f"{_here(moment):%Y-%m-%d %H:%M:%S}"


def ago(moment: datetime | None) -> str:
    """Return how long ago, under a day; else the moment in full."""
    if moment is None:
        return ""
    passed = now() - moment
    if not timedelta(0) <= passed < timedelta(days=1):
        return when(moment)
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return str(gettext("just now"))
    if minutes < 60:
        return str(ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes))
    return str(ngettext("%(num)d hour ago", "%(num)d hours ago", minutes // 60))


def size(count: int | None) -> str:
    """Return a number of bytes with its unit."""
    if count is None:
        return ""
    value = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1024 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1024
    raise AssertionError  # the last unit always returns


def length(seconds: float | None) -> str:
    """Return a film's length as 0:07 or 1:02:05."""
    if seconds is None:
        return ""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def many(count: int) -> str:
    """Return a count with separators."""
    return f"{count:,}"


def _here(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(services().home.settings.zone)


def joined(parts: list[Any]) -> str:
    """Return a list as the reader's language writes it."""
    return ("、" if language().startswith("zh") else ", ").join(str(part) for part in parts)

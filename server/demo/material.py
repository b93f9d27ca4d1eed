"""Makes the demo campus's files: folders laid out like camera cards, with what each file is about."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from server.demo import cast
from server.demo.exif import SIDEWAYS, UPRIGHT, Shooting, build_exif, build_xmp, turn
from server.demo.ground import where
from server.demo.shots import SHOTS, Light, Shot, Wanted
from server.fonts import find_font

CAMPUS: Final = ZoneInfo("Asia/Shanghai")
SIZES: Final = {"catering-r6": (3000, 2000), "dormitory-z6": (2880, 1920), "dormitory-80d": (2400, 1600),
                "office-a7": (3300, 2200),
                "office-phone": (2880, 2160)}
POSTER: Final = (1500, 2250)
WRONG_YEAR: Final = 2019
# ISO, f-number, exposure in seconds, focal length in mm
EXPOSURES: Final[dict[Light, tuple[int, float, Fraction, float]]] = {
    Light.DAY: (200, 5.6, Fraction(1, 640), 35.0), Light.LOW: (400, 4.0, Fraction(1, 250), 50.0),
    Light.NIGHT: (3200, 2.8, Fraction(1, 60), 28.0), Light.TABLE: (640, 4.0, Fraction(1, 125), 50.0),
    Light.HALL: (1600, 2.8, Fraction(1, 100), 42.0)}
WEEKDAYS: Final = "一二三四五六日"
Progress = Callable[[int, int, str], None]


class Kind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    DUPLICATE = "duplicate"  # the same bytes as another file, under another name
    SIDE_FILE = "side-file"  # a camera's own thumbnail: nothing to keep


@dataclass(frozen=True, slots=True)
class Made:
    """One file that was made, and what the demo says about it; ``captured`` is the wall time in the file, aware."""

    path: Path
    kind: Kind
    event_key: str | None
    kit_key: str | None
    person_login: str
    department: str
    captured: datetime
    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    people: str = ""
    place: str = ""
    state_wanted: Wanted | None = None
    note: str = ""
    clock_wrong: bool = False
    shooting: Shooting | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    shot: Shot
    made: Made
    size: tuple[int, int]
    seed: tuple[int, ...]
    scale: float


def make_material(folder: Path, now: datetime, progress: Progress | None = None, *, seed: int = 2026,
                  scale: float = 1.0,
                  shots: Sequence[Shot] = SHOTS, processes: int = 2) -> list[Made]:
    """Make every file of the demo under ``folder`` and return them in the order of ``shots``, extras at the end.

    The same seed and day give the same files. ``progress`` is told (done, total, file name); ``scale`` below 1 makes
    smaller pictures.
    Raises VitrineError ``missing-tool`` without a Chinese font or ffmpeg.
    """
    find_font("sans", bold=True)
    find_font("serif", bold=True)
    tasks = _plan(folder, now, seed, scale, shots)
    for task in tasks:
        task.made.path.parent.mkdir(parents=True, exist_ok=True)
    # films first: they take longest, nobody should wait for one at the end; spawned, not forked: the caller has threads
    order = sorted(tasks, key=lambda task: not task.shot.film)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_make, task): task for task in order}
        try:
            for done, finished in enumerate(as_completed(waiting), start=1):
                finished.result()
                if progress:
                    progress(done, len(tasks), waiting[finished].made.path.name)
        except BaseException:
            pool.shutdown(cancel_futures=True)  # one failed, or somebody pressed Ctrl-C: do not paint the rest first
            raise
    made = [task.made for task in tasks]
    return made + _extras(made)


def _plan(folder: Path, now: datetime, seed: int, scale: float, shots: Sequence[Shot]) -> list[_Task]:
    today = now.astimezone(CAMPUS).date()
    counter: Counter[str] = Counter()
    tasks = []
    for index, shot in enumerate(shots):
        made = _describe(folder, today, shot, counter)
        wide = SIZES[shot.kit] if shot.kit and not shot.film else POSTER[::-1]
        width, height = (max(64, int(side * scale) // 2 * 2) for side in wide)
        tasks.append(_Task(shot, made, (height, width) if shot.tall else (width, height), (seed, index), scale))
    return tasks


def _describe(folder: Path, today: date, shot: Shot, counter: Counter[str]) -> Made:
    hour, minute = shot.when[1].split(":")
    captured = datetime.combine(today + timedelta(days=shot.when[0]), time(int(hour), int(minute), 7 + len(shot.title)),
                                CAMPUS)
    kit = cast.kit(shot.kit) if shot.kit else None
    if kit and kit.clock_wrong:
        captured = datetime.combine(date(WRONG_YEAR, 1, 1),
                                    captured.timetz())  # where a dead clock battery starts again
    path = folder / ("office-posters" if kit is None else kit.key) / _file_name(shot, kit, captured, counter)
    person = cast.member(shot.person)
    return Made(path, Kind.VIDEO if shot.film else Kind.PHOTO, shot.event, shot.kit, shot.person, person.department,
                captured,
                shot.title, shot.caption, tuple(shot.keywords.split()), shot.people, shot.place, shot.wanted, shot.note,
                bool(kit and kit.clock_wrong), None if shot.film else _shooting(shot, kit, captured, counter.total()))


def _file_name(shot: Shot, kit: cast.Kit | None, captured: datetime, counter: Counter[str]) -> str:
    if kit is None:
        return f"{shot.title}.jpg"
    number = kit.body.first + counter[kit.key] * 3  # people delete on the card: numbers have gaps
    counter[kit.key] += 1
    name = kit.body.pattern.format(n=number, stamp=f"{captured:%Y%m%d_%H%M%S}")
    if shot.film:
        name = name.replace("IMG_", "MVI_" if kit.body.serial else "VID_").rsplit(".", 1)[0]
        name += ".MP4" if kit.body.serial else ".mp4"
    return f"{kit.body.folder}/{name}"


def _shooting(shot: Shot, kit: cast.Kit | None, captured: datetime, number: int) -> Shooting:
    artist = cast.member(shot.person).display
    owner = {each.code: each.zh for each in cast.DEPARTMENTS}[cast.member(shot.person).department]
    if kit is None:
        return Shooting(captured, artist=artist, copyright=owner, description=shot.caption, software="Vitrine demo")
    iso, f_number, exposure, focal = EXPOSURES[shot.light]
    body = kit.body
    spread = number * 37 % 11
    # Nikon's pictures were turned on the computer; the others are stored as the sensor lay
    sideways = shot.tall and body.make != "NIKON CORPORATION"
    phone = body.serial is None
    return Shooting(
        captured, body.make, body.model, body.serial, body.lens, iso, 1.4 if phone else f_number, exposure,
        6.9 if phone else focal, SIDEWAYS[number % 2] if sideways else UPRIGHT,
        number * 83 % 1000 if body.with_millis else None, body.with_offset, where(shot.place, spread) if phone else None,
        "" if phone else artist, "" if phone else owner, shot.caption if body.model == "Canon EOS R6" else "")


def _make(task: _Task) -> None:
    """Make one file; runs in a process of its own."""
    if task.shot.film:
        _film(task)
    else:
        _photo(task)


def _film(task: _Task) -> None:
    from server.demo.films import Film, shoot

    long, short = (max(64, int(side * task.scale) // 2 * 2) for side in (1280, 720))
    painted = (short, long) if task.shot.tall else (long, short)
    grow = 1.5 if task.shot.scene == "blazing" else 1.0
    stored = (int(painted[0] * grow) // 2 * 2, int(painted[1] * grow) // 2 * 2)
    shoot(Film(task.shot.scene, painted, stored, 4.5, task.made.captured, task.shot.title), task.made.path, task.seed)


def _photo(task: _Task) -> None:
    from server.demo.scenes import paint

    shot, shooting = task.shot, task.made.shooting
    assert shooting is not None
    image = turn(paint(shot.scene, _dated(shot, task.made.captured), task.size, task.seed), shooting.orientation)
    # what a picture went through on a computer leaves an XMP packet; straight from the card there is none
    packet = build_xmp(shot.title, shot.caption, task.made.keywords) if shot.kit in (None, "office-a7") else None
    image.save(task.made.path, "JPEG", quality=90, exif=build_exif(shooting), **({"xmp": packet} if packet else {}))


def _dated(shot: Shot, captured: datetime) -> str:
    """Fill the date of an event into the words of a poster: ``{games}`` becomes 10月30日 周五."""
    if "{" not in shot.option:
        return shot.option
    today = captured.date() - timedelta(days=shot.when[0])
    days = {each.key: today + timedelta(days=each.day) for each in cast.EVENTS}
    return shot.option.format(**{key: f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}" for key,
                                 day in days.items()})


def _extras(made: Sequence[Made]) -> list[Made]:
    """Add one picture copied under another name, and the thumbnail that a Canon keeps beside its film."""
    extras = []
    first = next((each for each in made if each.kit_key == "catering-r6" and each.kind is Kind.PHOTO), None)
    if first:
        copy = first.path.with_name(f"{first.path.stem} - 副本.JPG")
        shutil.copyfile(first.path, copy)
        extras.append(replace(first, path=copy, kind=Kind.DUPLICATE, state_wanted=None))
    film = next((each for each in made if each.kit_key == "catering-r6" and each.kind is Kind.VIDEO), None)
    if film:
        thumbnail = film.path.with_suffix(".THM")
        _write_thumbnail(thumbnail, film.captured)
        extras.append(Made(thumbnail, Kind.SIDE_FILE, None, film.kit_key, film.person_login, film.department,
                           film.captured))
    return extras


def _write_thumbnail(path: Path, at: datetime) -> None:
    from PIL import Image

    Image.new("RGB", (160, 120), "#8e2f2a").save(path, "JPEG", exif=build_exif(Shooting(at.astimezone(UTC))))

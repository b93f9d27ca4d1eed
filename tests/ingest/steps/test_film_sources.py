"""Films as cameras of all makes write them, made here by ffmpeg: each becomes a proxy that plays and seeks anywhere."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ingest.steps.facts import read_facts
from ingest.steps.film import render_video
from ingest.steps.presets import Rendered
from ingest.steps.sniff import sniff

SOUND = ("-f", "lavfi", "-i", "sine=440:duration=2:sample_rate=48000")


def shoot(path: Path, *options: str, source: str = "testsrc2=size=640x360:rate=25:duration=2",
          sound: tuple[str, ...] = SOUND) -> Path:
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, *sound, *options, str(path)], check=True)
    return path


def look(path: Path, *more: str) -> dict[str, Any]:
    answer = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", *more, str(path)],
                            capture_output=True, check=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def combs(path: Path) -> float:
    """How much neighbouring lines differ, in grey levels for each pixel."""
    with Image.open(path) as picture:
        grey = picture.convert("L")
    data, width, height = grey.tobytes(), *grey.size
    rows = [data[y * width: (y + 1) * width] for y in range(height // 3, height // 3 + 60)]
    return sum(abs(a - b) for one, next_ in itertools.pairwise(rows)
               for a, b in zip(one, next_, strict=True)) / (width * 59)


def proxy_of(made: list[Rendered]) -> dict[str, Any]:
    answer = look(next(one.path for one in made if one.preset == "proxy"))
    return {**{one["codec_type"]: one for one in answer["streams"]}, "format": answer["format"]}


@pytest.mark.parametrize(("name", "options", "media_type", "codec"), [
    ("00001.MTS", ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "ac3", "-f", "mpegts",
                   "-mpegts_m2ts_mode", "1"), "video/mp2t", "h264"),
    ("hevc10.mov", ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none",
                    "-tag:v", "hvc1", "-c:a", "aac"), "video/quicktime", "hevc"),
    ("prores.mov", ("-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le", "-c:a", "pcm_s24le"),
     "video/quicktime", "prores"),
    ("C0001.MP4", ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv422p10le", "-brand", "XAVC", "-c:a", "aac"),
     "video/mp4", "h264"),
    ("C0002.MXF", ("-c:v", "mpeg2video", "-c:a", "pcm_s16le"), "application/mxf", "mpeg2video"),
    ("old.mpg", ("-c:v", "mpeg2video", "-c:a", "mp2", "-f", "vob"), "video/mpeg", "mpeg2video"),
])
def test_every_make_gives_the_same_kind_of_proxy(tmp_path: Path, out_dir: Path, name: str, options: tuple[str, ...],
                                                 media_type: str, codec: str) -> None:
    path = shoot(tmp_path / name, *options)
    found = sniff(path)
    facts = read_facts(path, found)
    assert (found.media_type, facts.video_codec, facts.width, facts.height) == (media_type, codec, 640, 360)
    proxy = proxy_of(render_video(path, out_dir))
    assert (proxy["video"]["codec_name"], proxy["video"]["pix_fmt"], proxy["audio"]["codec_name"]) == (
        "h264", "yuv420p", "aac")
    assert float(proxy["format"]["duration"]) == pytest.approx(2, abs=0.15)


def test_a_player_can_begin_every_two_seconds(tmp_path: Path, out_dir: Path) -> None:
    path = shoot(tmp_path / "long.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-g", "1000", "-pix_fmt", "yuv420p",
                 source="testsrc2=size=320x180:rate=24:duration=9", sound=())
    render_video(path, out_dir)
    packets = look(out_dir / "proxy.mp4", "-show_packets", "-select_streams", "v")["packets"]
    keys = [float(one["pts_time"]) for one in packets if "K" in one["flags"]]
    assert max(later - one for one, later in zip(keys, [*keys[1:], 9.0], strict=True)) <= 2.05


def test_interlaced_pictures_lose_their_combs(tmp_path: Path, out_dir: Path) -> None:
    """A bar runs across a dark field; woven fields tear it into lines. One frame for each, not one for each field."""
    woven = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-f", "mpegts")
    fields = ("-flags", "+ildct+ilme", "-x264opts", "tff=1")
    bars = "color=gray:size=640x480:rate=50:duration=2,drawgrid=w=80:h=1000:t=20:color=white,scroll=horizontal=0.03"
    path = shoot(tmp_path / "a.MTS", "-vf", "tinterlace=interleave_top,setfield=tff", *woven, *fields, source=bars, sound=())
    assert look(path)["streams"][0]["field_order"] == "tt"
    made = render_video(path, out_dir)
    assert proxy_of(made)["video"]["avg_frame_rate"] == "25/1"
    raw = tmp_path / "raw.png"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-vframes", "1", str(raw)], check=True)
    assert combs(next(one.path for one in made if one.preset == "poster")) < combs(raw) / 4


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_hdr_comes_down_to_ordinary_colours(tmp_path: Path, out_dir: Path, transfer: str) -> None:
    """Whether or not the file says its primaries beside its curve."""
    for name, more in (("said.mp4", ("-color_primaries", "bt2020", "-colorspace", "bt2020nc")), ("silent.mp4", ())):
        path = shoot(tmp_path / name, "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1",
                     "-color_trc", transfer, *more, "-x265-params", "log-level=none:transfer=" + transfer, sound=())
        made = render_video(path, out_dir)
        video = proxy_of(made)["video"]
        assert video["pix_fmt"] == "yuv420p"
        assert video.get("color_transfer", "bt709") == "bt709"
        with Image.open(out_dir / "poster.jpg") as picture:
            low, high = picture.convert("L").getextrema()
        assert high - low > 100  # type: ignore[operator]


def test_odd_sizes_uneven_frames_and_silence(tmp_path: Path, out_dir: Path) -> None:
    odd = shoot(tmp_path / "odd.mkv", "-vf", "crop=321:241", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p",
                sound=())
    uneven = shoot(tmp_path / "uneven.mp4", "-vf", "select='not(mod(n,3))+lt(n,20)'", "-vsync", "vfr", "-c:v", "libx264",
                   "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    for path in (odd, uneven):
        proxy = proxy_of(render_video(path, out_dir))
        assert (proxy["video"]["width"] % 2, proxy["video"]["height"] % 2) == (0, 0)
        assert float(proxy["format"]["duration"]) == pytest.approx(2, abs=0.2)
        assert ("audio" in proxy) == (path is uneven)


def test_an_avchd_camcorder_tells_its_clock_inside_the_pictures(tmp_path: Path) -> None:
    """MDPM: a zone of +08:00 (0x10), then year, month, day, hour, minute, second in BCD."""
    text = "MDPM" + "x" * 11
    path = shoot(tmp_path / "a.MTS", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bsf:v",
                 "h264_metadata=sei_user_data=17ee8c60-f84d-11d9-8cd6-0800200c9a66+" + text, "-f", "mpegts", sound=())
    data = path.read_bytes()
    assert text.encode() in data
    fields = b"\x02" + b"\x18\x10\x20\x26\x03" + b"\x19\x01\x09\x15\x02"
    path.write_bytes(data.replace(text.encode(), b"MDPM" + fields))
    facts = read_facts(path, sniff(path))
    assert (facts.captured_local, facts.offset, facts.captured_utc) == (
        "2026-03-01T09:15:02", "+08:00", "2026-03-01T01:15:02Z")

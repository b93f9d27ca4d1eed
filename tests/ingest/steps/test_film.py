from __future__ import annotations

import json
import socket
import struct
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from index.errors import BadMedia
from ingest.steps.facts import Facts, read_facts
from ingest.steps.film import proxy_seconds, proxy_size, render_video
from ingest.steps.presets import Rendered
from ingest.steps.sniff import Sniffed, sniff

# Long ones, and ones of the same kind as another of the set.
ALIKE = ("portrait_4k60", "internal_emulator", "webm_480", "mkv_640x360", "3gp_640x360", "sample_simple", "bt601.mov",
         "sample_video_only", "sample_portrait", "sample_with_metadata", "udta.auth", "testvid", "track_name", "meta.mov")
MP4 = Sniffed("video", "video/mp4")


def streams(path: Path) -> dict[str, dict[str, Any]]:
    answer = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", str(path)],
                            capture_output=True, check=True)
    found = json.loads(answer.stdout)
    return {**{one["codec_type"]: one for one in found["streams"]}, "format": found["format"]}


def by_preset(made: list[Rendered]) -> dict[str, Rendered]:
    return {one.preset: one for one in made}


def facts_of(path: Path, **options: Any) -> Facts:
    return read_facts(path, sniff(path), **options)


def boxes(path: Path) -> list[str]:
    """Name the top-level boxes of an MP4 in order."""
    data, at, names = path.read_bytes(), 0, []
    while at + 8 <= len(data):
        names.append(data[at + 4: at + 8].decode("latin-1"))
        at += int.from_bytes(data[at: at + 4], "big") or len(data)
    return names


def test_a_film_gives_poster_grid_and_proxy(film: Callable[..., Path], out_dir: Path) -> None:
    path = film("wide.mp4", size="1920x1080", seconds=2, rate=50)
    made = by_preset(render_video(path, out_dir))
    assert {name: (one.width, one.height) for name, one in made.items()} == {
        "poster": (1920, 1080), "grid": (400, 225), "proxy": (1280, 720)}
    proxy = streams(made["proxy"].path)
    video, audio = proxy["video"], proxy["audio"]
    assert (video["codec_name"], video["pix_fmt"], video["avg_frame_rate"]) == ("h264", "yuv420p", "30/1")
    assert audio["codec_name"] == "aac"
    order = boxes(made["proxy"].path)
    assert order.index("moov") < order.index("mdat")
    assert float(proxy["format"]["duration"]) == pytest.approx(2, abs=0.1)


def test_running_again_gives_the_same_bytes(film: Callable[..., Path], tmp_path: Path, out_dir: Path) -> None:
    path, again = film("again.mp4"), tmp_path / "again"
    again.mkdir()
    assert [one.sha256 for one in render_video(path, out_dir)] == [one.sha256 for one in render_video(path, again)]


def turned_by_90(data: bytes) -> bytes:
    """Write a quarter turn into the picture track's matrix (ISO/IEC 14496-12, 8.3.2), as telephones do.

    By hand: ffmpeg 5 and 7 want this said in ways that the other does not know.
    """
    matrix = data.index(b"tkhd") + 44
    quarter = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
    return data[:matrix] + quarter + data[matrix + len(quarter):]


def knows_vvc() -> bool:
    """ffmpeg 7 decodes H.266, ffmpeg 5 does not."""
    told = subprocess.run(["ffmpeg", "-hide_banner", "-decoders"], capture_output=True, text=True, check=True).stdout
    return any(line.split()[1:2] == ["vvc"] for line in told.splitlines())


def test_a_film_taken_upright_is_shown_upright(film: Callable[..., Path], tmp_path: Path, out_dir: Path) -> None:
    turned = tmp_path / "turned.mp4"
    turned.write_bytes(turned_by_90(film("flat.mp4", size="640x360").read_bytes()))
    assert (facts_of(turned).width, facts_of(turned).height) == (360, 640)
    made = by_preset(render_video(turned, out_dir))
    assert {name: (one.width, one.height) for name, one in made.items()} == {
        "poster": (360, 640), "grid": (225, 400), "proxy": (360, 640)}
    assert "side_data_list" not in streams(made["proxy"].path)["video"]


def test_odd_sizes_and_no_sound(film: Callable[..., Path], out_dir: Path) -> None:
    path = film("odd.mkv", size="322x242", sound=False, extra=("-vf", "crop=321:241", "-pix_fmt", "yuv444p"))
    made = by_preset(render_video(path, out_dir))
    assert (made["proxy"].width, made["proxy"].height) == (320, 240)
    assert "audio" not in streams(made["proxy"].path)


def test_a_place_in_the_film_is_read_and_does_not_get_out(film: Callable[..., Path], out_dir: Path) -> None:
    path = film("placed.mov", extra=(
        "-metadata", "location=+39.9163+116.3972+044.000/", "-metadata", "title=开学典礼",
        "-metadata", "creation_time=2026-03-01T01:15:02Z"))
    facts = facts_of(path)
    assert (facts.latitude, facts.longitude, facts.altitude) == (39.9163, 116.3972, 44.0)
    assert (facts.captured_local, facts.offset, facts.offset_source) == ("2026-03-01T09:15:02", "+08:00", "gps")
    assert facts.draft.title == "开学典礼"
    proxy = by_preset(render_video(path, out_dir))["proxy"].path
    assert not any(word in proxy.read_bytes() for word in (b"39.9163", "开学典礼".encode(), b"2026-03-01"))


def test_facts_of_a_film(film: Callable[..., Path]) -> None:
    facts = facts_of(film("facts.mp4", size="640x360", seconds=2, rate=25))
    assert (facts.width, facts.height, facts.frame_rate) == (640, 360, 25.0)
    assert facts.duration == pytest.approx(2, abs=0.05)
    assert (facts.video_codec, facts.audio_codec, facts.captured_local) == ("h264", "aac", None)


def test_a_kit_may_write_wall_time_where_the_format_asks_for_utc(film: Callable[..., Path]) -> None:
    path = film("wall.mp4", extra=("-metadata", "creation_time=2026-03-01T09:15:02Z"))
    assert facts_of(path).captured_utc == "2026-03-01T09:15:02Z"
    wall = facts_of(path, quicktime_local=True, kit_offset="+09:00")
    assert (wall.captured_local, wall.captured_utc, wall.offset_source) == (
        "2026-03-01T09:15:02", "2026-03-01T00:15:02Z", "kit")


def test_an_unset_clock_is_no_time(film: Callable[..., Path]) -> None:
    assert facts_of(film("unset.mp4", extra=("-metadata", "creation_time=1904-01-01T00:00:00Z"))).captured_utc is None


def test_a_film_that_begins_in_the_dark_has_a_light_poster(tmp_path: Path, out_dir: Path) -> None:
    path = tmp_path / "dark.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=black:size=320x240:rate=25:duration=4",
                    "-f", "lavfi", "-i", "color=white:size=320x240:rate=25:duration=6", "-filter_complex",
                    "[0][1]concat=n=2:v=1", "-c:v", "libx264", "-g", "25", "-pix_fmt", "yuv420p", str(path)], check=True)
    poster = by_preset(render_video(path, out_dir))["poster"].path
    with Image.open(poster) as picture:
        assert picture.convert("L").getpixel((160, 120)) > 200  # type: ignore[operator]


def test_sound_alone_is_no_film(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", "-f", "mp4",
                    str(path)], check=True)
    with pytest.raises(BadMedia) as caught:
        read_facts(path, MP4)
    assert caught.value.reason.code == "not-media"


@pytest.mark.parametrize("share", [0.02, 0.4])
def test_a_film_without_its_index_is_damaged(film: Callable[..., Path], tmp_path: Path, share: float) -> None:
    data = film("whole.mp4").read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BadMedia) as caught:
        read_facts(path, MP4)
    assert caught.value.reason.code == "damaged"
    assert str(tmp_path) not in caught.value.reason.en


@pytest.mark.parametrize("text", [
    "ffconcat version 1.0\nfile '{secret}'\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/x.ts\n#EXT-X-ENDLIST\n",
    "<?xml version='1.0'?><MPD><Period><AdaptationSet><Representation><BaseURL>{secret}</BaseURL></Representation>"
    "</AdaptationSet></Period></MPD>",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n",
])
def test_a_text_named_mp4_opens_no_other_file_and_no_network(film: Callable[..., Path], tmp_path: Path, out_dir: Path,
                                                            text: str) -> None:
    """Even where the bytes' own test is passed over: ffmpeg itself must refuse, whatever it is handed."""
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(film("secret.mp4").read_bytes())
    visits: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        path = tmp_path / "film.mp4"
        path.write_text(text.format(secret=secret, port=port))

        def watch() -> None:
            try:
                visits.append(listener.accept())
            except TimeoutError:
                return

        thread = threading.Thread(target=watch)
        thread.start()
        with pytest.raises(BadMedia):
            read_facts(path, MP4)
        with pytest.raises(BadMedia):
            render_video(path, out_dir)
        thread.join()
    assert sniff(path).kind is None
    assert visits == []
    assert list(out_dir.iterdir()) == []


@pytest.mark.parametrize(("shown", "proxy"), [
    ((3840, 2160), (1280, 720)), ((1080, 1920), (720, 1280)), ((640, 360), (640, 360)), ((161, 121), (160, 120)),
    ((7680, 1080), (2560, 360)), ((3, 3), (4, 4)),
])
def test_the_size_of_a_proxy(shown: tuple[int, int], proxy: tuple[int, int]) -> None:
    assert proxy_size(*shown) == proxy


def test_the_time_for_a_proxy_grows_with_the_film() -> None:
    assert proxy_seconds(10) < proxy_seconds(600) < proxy_seconds(10 * 3600)
    assert proxy_seconds(1e12) == proxy_seconds(4 * 3600)


def test_the_shared_films_all_play_or_say_why_not(shared_media: Path | None, film: Callable[..., Path],
                                                  out_dir: Path) -> None:
    files = [film("last.mp4")]
    if shared_media is not None:
        truth = json.loads((shared_media / "video" / "truth.json").read_bytes())["files"]
        files += [shared_media / "video" / name for name in truth if not any(word in name for word in ALIKE)]
    refused = {"sample_audio_only.mp4"} | (set() if knows_vvc() else {"sample_vvc.mp4"})
    for path in files:
        if path.name in refused:
            with pytest.raises(BadMedia):
                render_video(path, out_dir)
            continue
        made = by_preset(render_video(path, out_dir))
        video = streams(made["proxy"].path)["video"]
        assert (video["codec_name"], video["width"] % 2, video["height"] % 2) == ("h264", 0, 0), path.name
        assert min(video["width"], video["height"]) <= 720

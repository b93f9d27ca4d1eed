"""What WeChat has squeezed is known by its name and by what it lost; an original keeps its good name."""

from __future__ import annotations

import pytest

from ingest.steps.facts import Facts
from ingest.steps.recompressed import is_recompressed

BARE = Facts(width=1080, height=810)


@pytest.mark.parametrize("name", [
    "mmexport1699999999999.jpg", "mmexport1699999999999.JPEG", "mmexport5a3f9c0e1b2d4f6a8c7e9d0b1a2c3d4e.png",
    "mmexport1699999999999(1).jpg", "mmexport1699999999999_edit.jpg", "wx_camera_1699999999999.jpg",
    "微信图片_20260301091502.jpg", "微信图片_20260301091502_12_345.png", "微信图片_20260301091502 (2).jpg",
    "WeChat Image_20260301091502.jpg", "Weixin Image_2026030109150212.jpg", "运动会/mmexport1699999999999.jpg",
])
def test_names_that_only_wechat_gives(name: str) -> None:
    assert is_recompressed(name, BARE)


@pytest.mark.parametrize("name", [
    "IMG_0001.JPG", "mmexport.jpg", "mmexport1699999999999.mp4", "微信截图_20260301091502.png", "微信图片.jpg",
    "my mmexport1699999999999.jpg", "mmexport1699999999999.jpg.exe", "微信图片_运动会.jpg", "wx_camera_.jpg",
    "微信公众号头图.jpg",
])
def test_other_names(name: str) -> None:
    assert not is_recompressed(name, BARE)


@pytest.mark.parametrize("facts", [
    Facts(make="Canon"), Facts(model="Mate 60"), Facts(captured_local="2026-03-01T09:15:02"), Facts(body_serial="1"),
])
def test_what_kept_the_cameras_word_is_an_original(facts: Facts) -> None:
    assert not is_recompressed("mmexport1699999999999.jpg", facts)


def test_the_moment_of_saving_is_no_time_of_capture(tmp_path_factory: pytest.TempPathFactory) -> None:
    from PIL import Image

    from ingest.steps.facts import read_facts
    from ingest.steps.sniff import Sniffed

    path = tmp_path_factory.mktemp("chat") / "mmexport1699999999999.jpg"
    Image.new("RGB", (64, 48)).save(path)
    assert read_facts(path, Sniffed("photo", "image/jpeg")).captured_local is None

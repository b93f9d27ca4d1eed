from __future__ import annotations

import os

import pytest

from index.errors import VitrineError
from server.fonts import draws_chinese, find_font


@pytest.mark.parametrize("style", ["sans", "serif"])
@pytest.mark.parametrize("bold", [False, True])
def test_the_machine_has_a_font_that_draws_chinese(style, bold):
    assert draws_chinese(*find_font(style, bold=bold))


def test_fontconfig_is_asked_where_the_known_folders_have_none(tmp_path):
    path, face = find_font("sans", folders=[tmp_path])
    assert draws_chinese(path, face)


def test_without_a_chinese_font_the_error_names_the_command_to_type(tmp_path):
    with pytest.raises(VitrineError) as raised:
        find_font("sans", folders=[tmp_path], ask=None)
    assert raised.value.reason.code == "missing-tool"
    assert "apt-get install fonts-noto-cjk" in raised.value.reason.zh
    assert "fonts-noto-cjk" in raised.value.reason.en


def test_a_font_that_knows_no_chinese_does_not_count(tmp_path):
    # a stand-in for fontconfig on a machine without Chinese fonts: it always answers with some font
    answer = tmp_path / "fc-match"
    answer.write_text(f"#!/bin/sh\nprintf '{tmp_path / 'latin.ttf'}\\t0'\n")
    answer.chmod(0o755)
    assert os.access(answer, os.X_OK)
    with pytest.raises(VitrineError):
        find_font("sans", folders=[tmp_path], ask=str(answer))

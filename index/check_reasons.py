"""Reason codes of the checks before a submission and their texts, a part of ``index.reasons``."""

from __future__ import annotations

from typing import Final

CHECK_REASONS: Final[dict[str, tuple[str, str]]] = {
    "preflight-pixels": ("{channel_zh}要求{edge_zh}至少 {want} 像素，{what_zh}只有 {have}。放大不会更清楚，请换更大的原图。",
                         "{channel} asks for {want} pixels at least ({edge}); {what} has {have}. Enlarging makes nothing "
                         "clearer: take a larger original."),
    "preflight-shape": ("{channel_zh}要求画面比例为 {want}，{what_zh}是 {have} 像素。请另选一张，或裁好后再上传。",
                        "{channel} asks for the shape {want}; {what} is {have} pixels. Choose another, or upload it "
                        "cropped."),
    "preflight-length": ("{channel_zh}要求时长{bound_zh} {want}，{what_zh}是 {have}。请剪辑后再上传。",
                         "{channel} asks for {bound} {want}; {what} lasts {have}. Upload it cut."),
    "preflight-format": ("{channel_zh}只收 {want}，{what_zh}是 {have}，取用的副本也满足不了。请另外导出后再上传。",
                         "{channel} takes {want} only; {what} is {have}, and no copy of ours meets that. Export it so and "
                         "upload that."),
    "preflight-bytes": ("{channel_zh}要求文件小于 {want}，{what_zh}有 {have}，取用的副本也满足不了。请压缩后再上传。",
                        "{channel} asks for a file under {want}; {what} has {have}, and no copy of ours meets that. Upload a "
                        "smaller one."),
    "preflight-large": ("{channel_zh}要求不超过 {want}，{what_zh}有 {have}，取用的副本也满足不了。请另外导出后再上传。",
                        "{channel} takes {want} at most; {what} has {have}, and no copy of ours meets that. Export it "
                        "smaller and upload that."),
    "take-unfit": ("{asset} 的预览版也不合这个渠道的要求（格式或大小）。请取用原始文件，转换后再用。",
                   "The proxy of {asset} is not what this channel demands either (format or size). Take the original and "
                   "convert it."),
    "preflight-copy": ("原始文件（{have}）不合{channel_zh}的要求，不必改：取用时选「{channel_zh}用」，"
                       "给出的{what_zh}是 {made_zh}。",
                       "The original ({have}) is not what {channel} asks for, and need not be: taken out in the form “For "
                       "{channel}”, {what} comes as {made}."),
    "small-print": ("在 1080 线的电子屏上，有的字太小，路过的人看不清：{pages_zh}。"
                    "至少要 {least} 像素；请放大字号，或把内容分成几页。",
                    "On a screen of 1,080 lines some letters are too small to be read in passing: {pages}. {least} pixels "
                    "are needed: set them larger, or spread them over more pages."),
    "preflight-title": ("{channel_zh}的标题最多 {want} 个字，现在有 {have} 个字。请改短。",
                        "{channel} takes titles of {want} characters at most; this has {have}. Shorten it."),
}

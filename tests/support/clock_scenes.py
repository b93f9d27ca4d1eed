"""Photographs of a screen that shows a code: at an angle, out of focus, too bright or too dark, through the screen's grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Pixels = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class Scene:
    """How a screen is photographed. ``share`` is the part of the picture's area that it fills; angles are degrees."""

    share: float = 0.34
    turn: float = 0.0
    tilt: float = 0.0
    roll: float = 0.0
    blur: float = 0.0
    light: float = 1.0
    moire: float = 0.0
    noise: float = 3.0


def photographed(screen: Pixels, room: Pixels, scene: Scene, seed: int = 1) -> Pixels:
    """Return ``room`` with the screen standing in it; both are (height, width, 3)."""
    chance = np.random.default_rng(seed)
    height, width = room.shape[:2]
    corners = _corners(screen, (width, height), scene)
    shown = np.clip(screen.astype(np.float32) * scene.light, 0, 255)
    if scene.moire:
        shown *= _grid(screen.shape[:2], scene.moire)
    source = np.float32([[0, 0], [screen.shape[1], 0], [screen.shape[1], screen.shape[0]], [0, screen.shape[0]]])
    warp = cv2.getPerspectiveTransform(source, corners)
    flat = cv2.warpPerspective(np.clip(shown, 0, 255).astype(np.uint8), warp, (width, height), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full(screen.shape[:2], 255, np.uint8), warp, (width, height))[..., None] / 255.0
    made = (flat * mask + room * (1 - mask)).astype(np.float32)
    if scene.blur:
        made = cv2.GaussianBlur(made, (0, 0), scene.blur)
    made += chance.normal(0, scene.noise, made.shape)
    return np.clip(made, 0, 255).astype(np.uint8)


def _corners(screen: Pixels, size: tuple[int, int], scene: Scene) -> Any:
    """Where the screen's corners come to lie: turned about its middle and seen from two widths away."""
    width, height = size
    aspect = screen.shape[1] / screen.shape[0]
    half = np.array([[-aspect, -1], [aspect, -1], [aspect, 1], [-aspect, 1]], np.float64) / 2
    points = np.column_stack([half, np.zeros(4)])
    turn, tilt, roll = np.radians([scene.turn, scene.tilt, scene.roll])
    for axes, angle in (((0, 2), turn), ((1, 2), tilt), ((0, 1), roll)):
        first, second = points[:, axes[0]].copy(), points[:, axes[1]].copy()
        points[:, axes[0]] = first * np.cos(angle) - second * np.sin(angle)
        points[:, axes[1]] = first * np.sin(angle) + second * np.cos(angle)
    flat = points[:, :2] / (1 + points[:, 2:] / (2 * aspect))
    area = abs(cv2.contourArea(flat.astype(np.float32)))
    scaled = flat * np.sqrt(scene.share * width * height / area) + np.array([width / 2, height / 2])
    return scaled.astype(np.float32)


def _grid(shape: tuple[int, int], depth: float) -> Any:
    rows, columns = np.mgrid[0:shape[0], 0:shape[1]]
    waves = np.sin(rows / 2.3 + columns / 41) * np.sin(columns / 2.7 + rows / 37)
    return (1 - depth / 2 + depth / 2 * waves)[..., None].astype(np.float32)

"""What proves that a demo story was printed: a clipping with the outlet's name, the day and the headline."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw

from server.fonts import load_font

SIZE = (900, 640)
PAPER, INK, SECOND = "#f7f3e8", "#22201c", "#7a7468"
MARGIN, COLUMNS, LINE = 48, 3, 22


def clipping(outlet: str, day: date, title: str, text: str) -> bytes:
    """Return a PNG of a piece of newspaper."""
    sheet = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, 34), outlet, INK, load_font(44, style="serif", bold=True))
    draw.text((SIZE[0] - MARGIN, 58), f"{day:%Y-%m-%d}", SECOND, load_font(20), anchor="rm")
    draw.line([(MARGIN, 104), (SIZE[0] - MARGIN, 104)], INK, 2)
    draw.text((MARGIN, 132), title, INK, load_font(34, bold=True))
    small, each = load_font(18, style="serif"), 14
    width = (SIZE[0] - 2 * MARGIN) // COLUMNS
    lines = [text[at:at + each] for at in range(0, len(text), each)]
    rows = (SIZE[1] - 240) // LINE
    for column in range(COLUMNS):
        for row, line in enumerate(lines[column * rows:(column + 1) * rows]):
            draw.text((MARGIN + column * width, 200 + row * LINE), line, INK, small)
    data = io.BytesIO()
    sheet.save(data, "PNG")
    return data.getvalue()

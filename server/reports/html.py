"""A report as HTML: its paper on a page, and a file that stands by itself and prints on A4."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from html import escape

from server.docx.images import jpeg
from server.home import Home
from server.reports import plots
from server.reports.sheet import Block, Cell, Heading, Photo, Plot, Sheet, Table, Words

Source = Callable[[str], str]
"""Where a picture is shown from, by its rendition's SHA-256; "" where it is not shown."""


def paper(sheet: Sheet, source: Source) -> str:
    """Return what a report prints, as an element. Everything in it is escaped."""
    head = (f'<p class="report-head">{escape(sheet.issuer)}文件</p>' if sheet.red_head and sheet.issuer else "")
    address = f'<p class="report-address">{escape(sheet.address)}：</p>' if sheet.address else ""
    copies = f"<p>抄送：{escape(sheet.copy_to)}。</p>" if sheet.copy_to else ""
    imprint = f"<p><span>{escape(sheet.issuer)}</span><span>{sheet.day}印发</span></p>" if sheet.issuer else ""
    return (f'<article class="report-paper{" report-red" if head else ""}" lang="zh-CN">{head}'
            f'<p class="report-mark">{escape(sheet.mark)}</p><h2 class="report-title">{escape(sheet.title)}</h2>{address}'
            f'{"".join(_blocks(sheet, source))}'
            f'<p class="report-signed">{escape(sheet.issuer)}<br>{sheet.day}</p>'
            + (f'<footer class="report-imprint">{copies}{imprint}</footer>' if copies or imprint else "") + "</article>")


def file(home: Home, sheet: Sheet, css: str) -> bytes:
    """Return a report as one HTML file, with its pictures and this style sheet in it."""

    def embedded(sha256: str) -> str:
        found = jpeg(home, sha256)
        return f"data:{found.mime};base64,{b64encode(found.data).decode()}" if found is not None else ""

    return ('<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width, initial-scale=1"><title>{escape(sheet.title)}</title><style>{css}</style></head>'
            f"<body>{paper(sheet, embedded)}</body></html>").encode()


def _blocks(sheet: Sheet, source: Source) -> Iterator[str]:
    tables = figures = 0
    for block in (block for part in sheet.parts for block in part.blocks):
        tables += isinstance(block, Table)
        figures += isinstance(block, Plot)
        yield _block(block, tables, figures, source)


def _block(block: Block, tables: int, figures: int, source: Source) -> str:
    match block:
        case Heading(text):
            return f"<h3>{escape(text)}</h3>"
        case Words(text):
            return f"<p>{escape(text)}</p>"
        case Plot():
            title = escape(block.title)
            return (f'<figure><div class="report-slide" tabindex="0" role="group" aria-label="{title}">'
                    f"{plots.svg(block)}</div><figcaption>图{figures}　{title}</figcaption></figure>")
        case Photo():
            address = source(block.sha256)
            told = escape(block.told)
            return (f'<figure><img src="{escape(address)}" alt="{told}"><figcaption>{told}</figcaption></figure>'
                    if address else "")
        case Table():
            return _table(block, tables)


def _table(table: Table, number: int) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in table.head)
    rows = "".join(f"<tr>{_cells(row, table.wordy)}</tr>" for row in table.rows)
    note = f'<p class="report-note">注：{escape(table.note)}</p>' if table.note else ""
    return (f'<div class="report-table" tabindex="0" role="region" aria-label="{escape(table.title)}"><table><caption>'
            f"表{number}　{escape(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
            f"{note}")


def _cells(row: Sequence[Cell], wordy: Sequence[bool]) -> str:
    return "".join(f"<td{' class=report-words' if left else ''}>{escape(str(one))}</td>"
                   for one, left in zip(row, wordy, strict=True))

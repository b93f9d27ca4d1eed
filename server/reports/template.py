"""The template of a report that comes along, laid out by GB/T 9704-2012, for the office to begin its own from. Pure.

A4 with margins of 37, 26, 35 and 28 mm; 22 lines of 28 characters of 3号 (16 pt) 仿宋; the title in 2号 (22 pt) 小标宋; page
numbers in 4号 (14 pt) at the outer foot; the lines of copies and of printing at the foot of the last page.
"""

from __future__ import annotations

from typing import Final

from server.docx import package
from server.docx.parts import NAMESPACES, clean, page_number

LINE: Final = 579
"""Twentieths of a point from line to line: 22 of them are 225 mm."""
FANG, HEI, KAI, SONG, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
THREE, FOUR, TWO = 16.0, 14.0, 22.0  # 三号, 四号, 二号 in points
RED: Final = "FF0000"
TIGHT: Final = -5
"""Twentieths of a point between characters: 28 of them are 156 mm."""


_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_SHAPE: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_WIDE, _HIGH = 5_616_000, 670_000
"""English Metric Units: 156 mm, and two lines of the imprint."""
_OFF_GRID: Final = '<w:snapToGrid w:val="0"/>'
"""Of the line that bears the red rule: on the grid it would be as high as one of text, and the rule not 4 mm away."""
_TIGHTEST: Final = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
"""Of the paragraph that the imprint is anchored to: too low to bring another page."""


def styled(text: str, font: str = FANG, points: float = THREE, *, align: str = "both", indent: bool = True, ink: str = "",
           line: int = LINE, more: str = "", tight: bool = True) -> str:
    """Return one paragraph as XML; ``indent`` is that of two characters, ``more`` goes into its properties before them."""
    first = f'<w:ind w:firstLineChars="200" w:firstLine="{round(points * 40)}"/>' if indent else ""
    return (f'<w:p><w:pPr>{more}<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>{first}'
            f'<w:jc w:val="{align}"/></w:pPr>{run(text, font, points, ink=ink, tight=tight)}</w:p>')


def run(text: str, font: str = FANG, points: float = THREE, *, ink: str = "", bold: bool = False, tight: bool = True) -> str:
    """Return one run of text as XML."""
    size, latin = round(points * 2), "Times New Roman" if font == FANG else font
    return (f'<w:r><w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}"/>'
            f'{"<w:b/>" if bold else ""}{f"""<w:color w:val="{ink}"/>""" if ink else ""}'
            f'{f"""<w:spacing w:val="{TIGHT}"/>""" if tight else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
            f'<w:t xml:space="preserve">{clean(text)}</w:t></w:r>')


def _blank(more: str = "") -> str:
    return styled("", indent=False, more=more)


def _rule(colour: str, size: int) -> str:
    return f'<w:pBdr><w:bottom w:val="single" w:sz="{size}" w:space="1" w:color="{colour}"/></w:pBdr>'


def _imprint() -> str:
    """The lines at the foot of the last page, who gets a copy, who printed it and when: a box that stands on the lower margin
    of the page on which the text ends. It grows with its lines. Not a table that floats: LibreOffice lets that lie where the
    text ends.
    """
    rule = 'w:val="single" w:space="3" w:color="000000"'
    lines = (_imprinted("抄送：{{抄送}}。", f'<w:top {rule} w:sz="8"/>')
             + _imprinted("{{印发机关}}", f'<w:top {rule} w:sz="6"/><w:bottom {rule} w:sz="8"/>', "{{印发日期}}印发"))
    return (
        f'<w:p><w:pPr>{_TIGHTEST}</w:pPr><w:r><w:drawing><wp:anchor xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" '
        'distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" '
        'allowOverlap="0"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>center</wp:align>'
        '</wp:positionH><wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{_WIDE}" cy="{_HIGH}"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="版记"/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_SHAPE}"><wps:wsp xmlns:wps="{_SHAPE}">'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{_WIDE}" cy="{_HIGH}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx>'
        f'<w:txbxContent>{lines}</w:txbxContent></wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b">'
        '<a:spAutoFit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r></w:p>')


def _imprinted(text: str, rules: str, right: str = "") -> str:
    tab = '<w:tabs><w:tab w:val="right" w:pos="8564"/></w:tabs>' if right else ""
    more = "<w:r><w:tab/></w:r>" + run(right, FANG, FOUR, tight=False) if right else ""
    return (f'<w:p><w:pPr><w:pBdr>{rules}</w:pBdr>{tab}<w:spacing w:before="0" w:after="0" w:line="480" w:lineRule="exact"/>'
            f'<w:ind w:firstLine="280"/></w:pPr>{run(text, FANG, FOUR, tight=False)}{more}</w:p>')


_HEAD: Final = (
    '<w:p><w:pPr><w:spacing w:before="1490" w:after="0"/><w:jc w:val="center"/></w:pPr>'
    + run("{{红头}}", TITLE, 46, ink=RED, tight=False) + "</w:p>"
    + styled("", indent=False) + styled("{{发文字号}}", align="center", indent=False)
    + styled("{{红线}}", align="center", indent=False, line=60, more=_rule(RED, 18) + _OFF_GRID))
_TEXT: Final = (
    _blank() + _blank() + styled("{{标题}}", TITLE, TWO, align="center", indent=False, line=640, tight=False) + _blank()
    + styled("{{主送}}：", indent=False, align="left") + styled("{{正文}}", align="left") + _blank("<w:keepNext/>") * 2
    + '<w:p><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/><w:ind '
      'w:rightChars="200" w:right="640"/><w:jc w:val="right"/></w:pPr>' + run("{{发文机关}}") + "</w:p>"
    + '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/><w:ind w:rightChars="400" '
      'w:right="1280"/><w:jc w:val="right"/></w:pPr>' + run("{{成文日期}}") + "</w:p>")
_SECTION: Final = (
    '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" '
    'w:footer="1304" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>')
_DOCUMENT: Final = f"<w:document {NAMESPACES}><w:body>{_HEAD}{_TEXT}{_imprint()}{_SECTION}</w:body></w:document>"
_FONTS: Final = f"<w:fonts {NAMESPACES}>" + "".join(
    f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
    for name, other in ((FANG, "仿宋"), (KAI, "楷体"), (TITLE, "宋体"))) + "</w:fonts>"
_STYLES: Final = (
    f'<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi='
    f'"Times New Roman" w:eastAsia="{FANG}"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" '
    'w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults></w:styles>')
_SETTINGS: Final = f"<w:settings {NAMESPACES}><w:evenAndOddHeaders/></w:settings>"
DEFAULT: Final = package.zipped(package.whole(_DOCUMENT, {
    "styles": _STYLES, "settings": _SETTINGS, "fontTable": _FONTS, "footer1": page_number("right", "right"),
    "footer2": page_number("left", "left")}))

"""The template of a report that comes along, laid out by GB/T 9704-2012, for the office to begin its own from. Pure.

A4 with margins of 37, 26, 35 and 28 mm; 22 lines of 28 characters of 3号 (16 pt) 仿宋; the title in 2号 (22 pt) 小标宋; page
numbers in 4号 (14 pt) at the outer foot; the lines of copies and of printing at the foot of the last page.
"""

from __future__ import annotations

from typing import Final

from server.docx import package
from server.docx.parts import NAMESPACES, clean

LINE: Final = 579
"""Twentieths of a point from line to line: 22 of them are 225 mm."""
FANG, HEI, KAI, SONG, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
THREE, FOUR, TWO = 16.0, 14.0, 22.0  # 三号, 四号, 二号 in points
RED: Final = "FF0000"
TIGHT: Final = -5
"""Twentieths of a point between characters: 28 of them are 156 mm."""


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


def _blank() -> str:
    return styled("", indent=False)


def _rule(colour: str, size: int) -> str:
    return f'<w:pBdr><w:bottom w:val="single" w:sz="{size}" w:space="1" w:color="{colour}"/></w:pBdr>'


def _imprint() -> str:
    """The table at the foot of the last page: who gets a copy, who printed it and when."""
    border = '<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="0" ' \
             'w:color="000000"/><w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
    tab = '<w:tabs><w:tab w:val="right" w:pos="8560"/></w:tabs>'
    indent = '<w:ind w:left="280" w:right="280"/>'
    spacing = '<w:spacing w:before="0" w:after="0" w:line="480" w:lineRule="exact"/>'
    rows = [f"<w:p><w:pPr>{spacing}{indent}</w:pPr>" + run("抄送：{{抄送}}。", FANG, FOUR, tight=False) + "</w:p>",
            f"<w:p><w:pPr>{tab}{spacing}{indent}</w:pPr>" + run("{{印发机关}}", FANG, FOUR, tight=False)
            + "<w:r><w:tab/></w:r>" + run("{{印发日期}}印发", FANG, FOUR, tight=False) + "</w:p>"]
    cells = "".join(f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="8844" w:type="dxa"/></w:tcPr>{one}'
                    "</w:tc></w:tr>" for one in rows)
    return ('<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" '
            'w:tblpXSpec="center" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/><w:tblW w:w="8844" w:type="dxa"/>'
            f'<w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol '
            f'w:w="8844"/></w:tblGrid>{cells}</w:tbl>')


def _foot(align: str, side: str) -> str:
    number = ('<w:r><w:rPr>{0}</w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr>{0}</w:rPr><w:instrText '
              'xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:rPr>{0}</w:rPr><w:fldChar w:fldCharType="separate"/>'
              '</w:r><w:r><w:rPr>{0}</w:rPr><w:t>1</w:t></w:r><w:r><w:rPr>{0}</w:rPr><w:fldChar w:fldCharType="end"/></w:r>'
              ).format(f'<w:rFonts w:ascii="{SONG}" w:hAnsi="{SONG}" w:eastAsia="{SONG}"/><w:sz w:val="28"/>')
    return (f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:ind w:{side}="280"/><w:jc w:val="{align}"/></w:pPr>'
            f'{run("— ", SONG, FOUR, tight=False)}{number}{run(" —", SONG, FOUR, tight=False)}</w:p></w:ftr>')


_HEAD: Final = (
    '<w:p><w:pPr><w:spacing w:before="1400" w:after="0"/><w:jc w:val="center"/></w:pPr>'
    + run("{{红头}}", TITLE, 46, ink=RED, tight=False) + "</w:p>"
    + styled("", indent=False) + styled("{{发文字号}}", align="center", indent=False)
    + styled("{{红线}}", align="center", indent=False, line=240, more=_rule(RED, 18)))
_TEXT: Final = (
    _blank() + _blank() + styled("{{标题}}", TITLE, TWO, align="center", indent=False, line=640, tight=False) + _blank()
    + styled("{{主送}}：", indent=False, align="left") + styled("{{正文}}", align="left") + _blank() + _blank()
    + '<w:p><w:pPr><w:keepLines/><w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/><w:ind '
      'w:rightChars="200" w:right="640"/><w:jc w:val="right"/></w:pPr>' + run("{{发文机关}}") + "</w:p>"
    + '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/><w:ind w:rightChars="400" '
      'w:right="1280"/><w:jc w:val="right"/></w:pPr>' + run("{{成文日期}}") + "</w:p>")
_SECTION: Final = (
    '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" '
    'w:footer="1304" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>')
_DOCUMENT: Final = f"<w:document {NAMESPACES}><w:body>{_HEAD}{_TEXT}{_imprint()}<w:p/>{_SECTION}</w:body></w:document>"
_FONTS: Final = f"<w:fonts {NAMESPACES}>" + "".join(
    f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
    for name, other in ((FANG, "仿宋"), (KAI, "楷体"), (TITLE, "宋体"))) + "</w:fonts>"
_STYLES: Final = (
    f'<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi='
    f'"Times New Roman" w:eastAsia="{FANG}"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" '
    'w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults></w:styles>')
_SETTINGS: Final = f"<w:settings {NAMESPACES}><w:evenAndOddHeaders/></w:settings>"
DEFAULT: Final = package.zipped(package.whole(_DOCUMENT, {
    "styles": _STYLES, "settings": _SETTINGS, "fontTable": _FONTS, "footer1": _foot("right", "right"),
    "footer2": _foot("left", "left")}))

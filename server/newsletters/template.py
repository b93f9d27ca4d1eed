"""The template of an issue that comes along: where the office has uploaded none, and for it to begin its own from."""

from __future__ import annotations

from typing import Final

from server.docx import package, parts

_RULE: Final = 'w:val="single" w:sz="8" w:space="3" w:color="141414"'


def _foot(text: str, before: int = 0) -> str:
    """One line at the foot. Neighbours of the same rules stand between one rule above and one below, whichever are there."""
    return (f'<w:p><w:pPr><w:pBdr><w:top {_RULE}/><w:bottom {_RULE}/></w:pBdr><w:spacing w:before="{before}" w:line="360" '
            f'w:lineRule="auto"/></w:pPr>{parts.run(text, parts.SONG, 13)}</w:p>')


_DOCUMENT: Final = (
    f'<w:document {parts.NAMESPACES}><w:body>'
    + parts.paragraph("{{刊名}}", points=44, ink=parts.RED, align="center", bold=True)
    + parts.paragraph("第{{期号}}期（总第{{总期号}}期）", points=16, align="center")
    + ('<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="C8101E"/></w:pBdr>'
       '<w:tabs><w:tab w:val="right" w:pos="8840"/></w:tabs></w:pPr>' + parts.run("{{编发单位}}", parts.SONG, 15)
       + "<w:r><w:tab/></w:r>" + parts.run("{{日期}}", parts.SONG, 15) + "</w:p>")
    + parts.paragraph("{{标题}}", parts.HEI, 20, align="center", bold=True, before=12)
    + parts.paragraph("{{目录}}") + parts.paragraph("{{正文}}")
    + _foot("报送：{{报送}}", before=480) + _foot("发送：{{发送}}")
    + parts.paragraph("（共印{{份数}}份）", points=13, align="right")
    + '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1928" '
      'w:right="1474" w:bottom="1814" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/>'
      "</w:sectPr></w:body></w:document>")
DEFAULT: Final = package.zipped(package.whole(_DOCUMENT, {"footer1": parts.page_number("center")}))

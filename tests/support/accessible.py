"""What axe finds on a page, asked in one way by every test that looks at one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOOK = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                                         resultTypes: ["violations"], preload: false});
  return found.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | "));
}"""


def look_often(page: Any) -> None:
    """Have each page that this one goes to bring axe along: a browser that knows the text compiles it only once.

    Not what it frames: a preview plays what screens play, which is no page for people to work with.
    """
    page.context.add_init_script(f"if (self === top) {{{AXE.read_text('utf-8')}}}")


def look(page: Any, without: str = "") -> list[str]:
    """Return what axe finds, and whether the page is wider than its window; axe does not see what the selector ``without``
    names, if it is given.
    """
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if without:
        page.evaluate("selector => document.querySelectorAll(selector).forEach(one => one.remove())", without)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    faults: list[str] = page.evaluate(LOOK)
    return [*faults, *([f"{wide} px wider than the window"] if wide > 0 else [])]

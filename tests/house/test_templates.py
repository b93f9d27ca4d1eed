"""Templates that Jinja keeps between requests: what they work out once must not be in anybody's language."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, nodes

from index.field_names import FIELDS

TEMPLATES = Path(__file__).resolve().parents[2] / "server" / "templates"


def parsed(path: Path) -> nodes.Template:
    return Environment(autoescape=True).parse(path.read_text("utf-8"))


def kept(trees: dict[str, nodes.Template]) -> set[str]:
    """The templates that are imported without the context: Jinja runs the body of each once for all requests."""
    return {one.template.value for tree in trees.values() for one in tree.find_all((nodes.Import, nodes.FromImport))
            if not one.with_context and isinstance(one.template, nodes.Const)}


def test_words_of_a_kept_template_are_inside_its_macros() -> None:
    trees = {str(path.relative_to(TEMPLATES)): parsed(path) for path in TEMPLATES.rglob("*.html")}
    names = kept(trees)
    assert len(names) > 20
    outside = [(name, part) for name in sorted(names) for part in trees[name].body if not isinstance(part, nodes.Macro)]
    spoken = [f"{name}:{call.lineno}" for name, part in outside for call in part.find_all(nodes.Call)
              if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}]
    assert spoken == []


def test_each_field_has_a_name_for_its_readers() -> None:
    """A refusal says 「用途」有误, not 「purpose」有误: what a form or a refusal names stands in ``index/field_names.py``."""
    source = [path.read_text("utf-8") for path in TEMPLATES.parent.rglob("*.py")]
    raised = {name for text in source for name in re.findall(r'(?:Invalid|in_order)\("([\w-]+)",', text)}
    shown = {name for path in TEMPLATES.rglob("*.html")
             for name in re.findall(r'(?:ui\.field|rich)\("([\w-]+)", _\(', path.read_text("utf-8"))}
    assert len(raised) > 50
    assert len(shown) > 50
    assert (raised | shown) - set(FIELDS) == set()

"""How a board's items lie on a screen. Pure."""

from __future__ import annotations

from dataclasses import replace

from index.catalogue.boards import Layout
from kiosk.plan import Plan


def laid_out(plan: Plan, layout: Layout) -> Plan:
    """Return the plan with all of its boards in this layout, for whoever tries one."""
    boards = {one.id: replace(one, layout=layout) for one in plan.boards}
    entries = tuple(replace(one, board=boards[one.board.id]) for one in plan.entries)
    return replace(plan, hung=replace(plan.hung, boards=tuple(boards.values()), entries=entries))

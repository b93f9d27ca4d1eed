"""The common settings, read out of a rule set's text and written back without touching the rest."""

from __future__ import annotations

import pytest

from index.errors import Invalid
from server.points import common, defaults, reading_rules

COUNTY = defaults.text("county")


def changed(**fields: str) -> str:
    was = {f"was-{one.field}": value for one, value in common.settings_of(COUNTY) or []}
    return common.written({"rules": COUNTY, **was, **fields})


def test_only_what_was_changed_is_written() -> None:
    assert changed() == COUNTY
    found = changed(**{"month-due": "20", "naming-deduction": "1.5", "set-until": "2026-12", "count-compound": "true"})
    rules = reading_rules.parse(found)
    assert (rules.due, rules.naming and str(rules.naming.deduction), rules.until_month, rules.compound) == (
        20, "1.5", "2026-12", True)
    lines = set(found.splitlines()) - set(COUNTY.splitlines())
    assert len(lines) == 4, "the rest stays, comments and all"
    assert any(one.startswith("due = 20  # 截止日") for one in lines)


def test_an_emptied_setting_goes_and_a_new_table_comes() -> None:
    assert reading_rules.parse(common.put('name = "x"\nfrom = "2026-01"\nuntil = "2026-02"\n', common.SETTINGS[2], "")
                               ).until_month is None
    due = next(one for one in common.SETTINGS if one.key == "due")
    assert reading_rules.parse(common.put('name = "x"\nfrom = "2026-01"', due, "9")).due == 9


@pytest.mark.parametrize(("field", "value"), [("set-name", 'a"b'), ("month-due", "x"), ("naming-deduction", "1\n2")])
def test_what_would_break_the_text_is_refused(field: str, value: str) -> None:
    with pytest.raises(Invalid):
        changed(**{field: value})


def test_a_text_that_is_none_has_no_settings() -> None:
    assert common.settings_of("= x") is None

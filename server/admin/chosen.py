"""What forms and programs say in a name and in ticks, checked in one way."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from index.errors import Invalid


def program_name(field: str, given: str, most: int) -> str:
    """Return the name of a program, on one line. Raises Invalid for none, and for one of more than ``most`` characters."""
    name = " ".join(given.split())
    if not name:
        raise Invalid(field, "请写明是哪个程序", "say which program it is for")
    if len(name) > most:
        raise Invalid(field, f"最多 {most} 个字", f"at most {most} characters")
    return name


def some_of(field: str, given: Collection[str], known: Iterable[str]) -> list[str]:
    """Return what was chosen, in the order of what there is. Raises Invalid for nothing, and for what there is not."""
    there = [str(one) for one in known]
    unknown = sorted(set(given) - set(there))
    if unknown:
        raise Invalid(field, f"没有 {'、'.join(unknown)[:200]}；可用：{'、'.join(there)}",
                      f"there is no {', '.join(unknown)[:200]}; there are {', '.join(there)}")
    if not given:
        raise Invalid(field, "请至少选一项", "choose at least one")
    return [one for one in there if one in given]

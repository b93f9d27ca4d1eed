"""Who may do what: the whole table, over the whole cast."""

from __future__ import annotations

from typing import Any

import pytest

from index.catalogue.assets import Asset
from index.catalogue.people import OWNER
from index.errors import Forbidden
from server import policy

EVERYBODY = {"photographer", "second_photographer", "reviewer", "director", "outsider", "editor", "second_editor",
             "administrator"}
EDITORS = {"editor", "second_editor"}
CANTEEN = {"photographer", "second_photographer", "reviewer", "director"}
TABLE = {
    "upload": EVERYBODY, "describe": EVERYBODY, "download": EVERYBODY, "submit": EVERYBODY, "withdraw": EVERYBODY,
    "take-down": EDITORS, "bin": EVERYBODY, "delete-for-good": EDITORS | {"administrator"},
    "review": {"reviewer", "director"} | EDITORS, "edit-boards": EDITORS, "edit-screens": EDITORS | {"administrator"},
    "raise-emergency": EDITORS | {"administrator"}, "publish-bulletin": EDITORS | {"administrator"},
    "keep-kits": {"reviewer"} | EDITORS | {"administrator"}, "book-kits": EVERYBODY,
    "assign": EDITORS | {"administrator"}, "stack": EVERYBODY,
    "hand-over": {"reviewer", "director"} | EDITORS | {"administrator"},
    "hold-trainings": EDITORS | {"administrator"}, "set-topics": EDITORS | {"administrator"}, "answer-topic": EVERYBODY,
    "place": EVERYBODY, "confirm-placements": EDITORS | {"administrator"}, "keep-outlets": EDITORS | {"administrator"},
    "see-ledger": EVERYBODY,
    "read-newsletters": EVERYBODY, "make-newsletters": EDITORS | {"administrator"},
    "approve-newsletters": EDITORS | {"director"}, "make-tokens": EVERYBODY,
    "read-reports": EVERYBODY, "make-reports": EDITORS | {"administrator"},
    "save-search": EVERYBODY,
    "keep-licences": EDITORS | {"administrator"}, "write-story": EVERYBODY,
    "keep-wordings": EDITORS | {"administrator"}, "let-stand": EDITORS | {"administrator"},
    "collect": EVERYBODY, "keep-consents": EVERYBODY, "free-namesakes": EDITORS | {"administrator"},
    "keep-synonyms": EDITORS | {"administrator"}, "keep-reasons": EDITORS | {"administrator"},
    "require-fields": EDITORS | {"administrator"},
    "make-links": EDITORS | {"administrator"}, "take-outside": EVERYBODY,
    "edit-events": EVERYBODY, "see-office": EDITORS | {"director", "administrator"}, "administer": {"administrator"},
    "see-points": EVERYBODY, "keep-points": EDITORS | {"administrator"},
    "edit-plans": EDITORS | {"administrator"}, "see-plays": EVERYBODY,
    "see-feedback": EVERYBODY, "keep-feedback": EDITORS | {"administrator"},
}


def test_the_table_is_complete() -> None:
    assert set(TABLE) == set(policy.ROLES)
    assert set(TABLE) <= set(policy.VERB_TEXTS)


@pytest.mark.parametrize("verb", list(TABLE))
def test_who_may(cast: Any, verb: str) -> None:
    assert {part for part, actor in cast.people.items() if policy.may(actor, verb)} == TABLE[verb]
    assert policy.may(OWNER, verb)


@pytest.mark.parametrize("verb", ["describe", "download", "submit"])
def test_of_one_asset_only_the_own_departments_and_the_office(cast: Any, verb: str) -> None:
    asset = Asset(owner_id=cast.photographer.person_id, department_id=cast.departments["canteen"])
    allowed = {part for part, actor in cast.people.items() if policy.may(actor, verb, asset)}
    assert allowed == CANTEEN | EDITORS | {"administrator"}
    strays = Asset(owner_id=cast.outsider.person_id, department_id=cast.departments["canteen"])
    assert policy.may(cast.outsider, verb, strays), "whoever uploaded it may, wherever it belongs"


def test_a_refusal_names_the_verb_in_both_languages(cast: Any) -> None:
    with pytest.raises(Forbidden) as caught:
        policy.require(cast.photographer, "take-down")
    assert "撤下" in caught.value.reason.zh
    assert "take down" in caught.value.reason.en


def test_without_department_and_role_nothing_is_allowed(cast: Any) -> None:
    from index.catalogue.people import Actor

    nobody = Actor(99, "nobody", "nobody", frozenset(), None)
    assert [verb for verb in policy.ROLES if policy.may(nobody, verb)] == []

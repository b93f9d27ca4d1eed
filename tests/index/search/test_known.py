"""What searches remember stays within its room, and what is asked for stays longest."""

from __future__ import annotations

import numpy as np
import pytest

from index.search.known import Held, Known


def test_what_is_asked_for_again_is_found_once_and_stays_while_the_rest_goes() -> None:
    found: list[int] = []

    def find(number: int) -> Held:
        found.append(number)
        return Held(np.array([number]), np.zeros(1000))

    known: Known[Held] = Known(most_bytes=100_000)
    for number in range(100):
        assert known.get(0, lambda: find(0)).documents.tolist() == [0]
        known.get(number, lambda n=number: find(n))
    assert found == list(range(100)), "what is asked for all the time is found once"
    known.get(3, lambda: find(3))
    assert found[-1] == 3, "what nobody asked for made room"
    assert sum(sum(part.nbytes for part in one) for one in [*known._young.values(), *known._old.values()]) <= 100_000


@pytest.mark.parametrize("documents", [[], [0], [2, 3], [9], [0, 5, 9]])
def test_worth_of_documents_that_are_held_and_of_those_that_are_not(documents: list[int]) -> None:
    worth = np.zeros(10)
    worth[documents] = np.arange(1, len(documents) + 1) / 2
    held = Held.of(worth)
    asked = np.array([0, 2, 4, 5, 9])
    assert held.documents.tolist() == documents
    assert held.at(asked).tolist() == worth[asked].tolist()

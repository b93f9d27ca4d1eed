"""Passwords, codes and tokens."""

from __future__ import annotations

import time

from index import credentials


def test_a_password_is_known_again_and_nothing_else_is() -> None:
    stored = credentials.hash_password("食堂-开放日-2026")
    assert stored.startswith("$argon2id$")
    assert credentials.hash_password("食堂-开放日-2026") != stored, "each has its own salt"
    assert credentials.check_password(stored, "食堂-开放日-2026")
    for wrong in ("食堂-开放日-2025", "", "食堂-开放日-2026 "):
        assert not credentials.check_password(stored, wrong)


def test_nobody_has_no_password() -> None:
    for given in ("", "x", "nobody"):
        assert not credentials.check_password(None, given)
    assert not credentials.check_password("not a hash", "x")


def test_an_unknown_account_takes_as_long_as_a_known_one() -> None:
    """By count of work, not by a stop-watch: both run argon2 with the same cost."""
    stored = credentials.hash_password("x")
    spent = []
    for given in (stored, None):
        started = time.process_time()
        for _ in range(3):
            credentials.check_password(given, "wrong")
        spent.append(time.process_time() - started)
    assert spent[1] > spent[0] / 4


def test_what_is_made_is_never_the_same() -> None:
    for make in (credentials.new_token, credentials.new_password, credentials.new_code):
        assert len({make() for _ in range(200)}) == 200


def test_codes_can_be_read_across_a_room() -> None:
    codes = "".join(credentials.new_code() for _ in range(300))
    assert set(codes) <= set(credentials.CODE_ALPHABET)
    assert not set(codes) & set("0O1ILUV")


def test_tokens_are_kept_as_hashes() -> None:
    token = credentials.new_token()
    assert len(token) >= 43
    assert token not in credentials.token_hash(token)
    assert credentials.token_hash(token) == credentials.token_hash(token)
    assert credentials.same(token, token)
    assert not credentials.same(token, token[:-1])

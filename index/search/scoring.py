"""In which order: full matches by where their words stand, near ones by how much of the query they hold."""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

import numpy as np

from index.search import analysis
from index.search.columns import Floats, Ints, Mask
from index.search.fields import TEXTS
from index.search.matching import Matcher
from index.search.nodes import Word
from index.search.segments import Snapshot

_PHRASE: Final = 10.0
"""What standing together, in the order of the query, is worth: more than any field."""
_WHOLE: Final = 1.0
"""What a title that is the query and nothing else is worth."""

# BM25F, S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6.
_K1: Final = 1.2
_B: Final = 0.75
_WEIGHTS: Final = {
    "title": 2.5, "keywords": 2.0, "people": 1.5, "event": 1.5, "place": 1.5, "caption": 1.0, "names": 0.7, "more": 0.5,
}
_CHARACTER: Final = 1.5
"""Weight of single characters beside pairs, where not every word is found: two words of one meaning often share one."""

_BEGINNING: Final = 3
"""Letters that a beginning must have to bring near matches; fewer begin too much."""


def rank_full(matcher: Matcher, words: list[Word], found: Mask) -> Floats:
    """Return the score of each document in ``found``: tiers of its words by their rarity, phrases first."""
    size = found.size
    scores = np.zeros(size, dtype=np.float64)
    total = 0.0
    for word in words:
        for needle in analysis.needles(word.text, quoted=word.quoted):
            strength = matcher.strength(needle, field=word.field, quoted=word.quoted)
            rarity = _rarity(int(np.count_nonzero(strength)), size)
            total += rarity
            scores += rarity * strength
    plain = [word for word in words if word.field is None]
    if plain and total:
        scores += total * _together(matcher.snapshot, plain, found)
        scores /= total
    return scores


def _together(snapshot: Snapshot, words: list[Word], found: Mask) -> Floats:
    """Return what phrases earn: all words side by side in one field, and a title that is nothing else."""
    phrase = analysis.canonical(" ".join(word.text for word in words))
    tight = analysis.canonical("".join(word.text for word in words))
    earned = np.zeros(snapshot.columns.size, dtype=np.float64)
    if not phrase:
        return earned
    for field in TEXTS if len(words) > 1 else ("title",):
        forms, lengths = snapshot.columns.texts[field], snapshot.columns.lengths[field]
        documents = _holding_all(snapshot, words, field, found)
        if field == "title":
            short = documents[np.isin(lengths[documents], (len(phrase), len(tight)))]
            earned[[n for n in short.tolist() if forms[n] in {phrase, tight}]] += _WHOLE
        if len(words) > 1:
            beside = [n for n in documents.tolist() if phrase in (form := forms[n]) or tight in form]
            earned[beside] = np.maximum(earned[beside], _PHRASE)
    return earned


def _holding_all(snapshot: Snapshot, words: list[Word], field: str, found: Mask) -> Ints:
    """Return those in ``found`` that have every word in one field."""
    held = found
    for word in words:
        for needle in analysis.needles(word.text, quoted=word.quoted):
            having = np.zeros(found.size, dtype=np.bool_)
            having[snapshot.holding(field, needle, prefix=not word.quoted and not analysis.is_cjk(needle[-1]))] = True
            held = held & having
    return np.flatnonzero(held)


def rank_near(snapshot: Snapshot, words: list[Word], rest: Mask) -> tuple[Ints, Floats]:
    """Return those documents in ``rest`` that hold part of the query, and their BM25F scores over its grams.

    A document has to hold a pair of characters or a Latin word of the query (or the character, of a query of one): single
    characters only sharpen the order.
    """
    grams = _near_grams(words)
    enough = [gram for gram, (_, is_enough) in grams.items() if is_enough]
    if len(enough) < 2:  # who holds the only one holds the query
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    documents = np.unique(np.concatenate([snapshot.documents(field, gram, prefix=prefix)
                                          for gram, prefix in enough for field in TEXTS]))
    documents = documents[rest[documents]]
    scores = np.zeros(documents.size, dtype=np.float64)
    for (gram, prefix), (weight, _) in grams.items():
        counts = _weighted_counts(snapshot, documents, gram, prefix=prefix)
        rarity = _rarity(_frequency(snapshot, gram, prefix=prefix), rest.size)
        scores += weight * rarity * counts * (_K1 + 1) / (counts + _K1)
    return documents, scores


def _near_grams(words: list[Word]) -> dict[tuple[str, bool], tuple[float, bool]]:
    """Return (gram, by prefix) -> (weight, whether holding it is enough to be near)."""
    pairs: Counter[tuple[str, bool]] = Counter()
    characters: set[str] = set()
    for word in words:
        for run in analysis.runs(analysis.canonical(word.text)):
            if analysis.is_cjk(run):
                pairs.update((gram, False) for gram in analysis.pairs(run))
                characters.update(run if len(run) > 1 else "")
            else:
                pairs[run, not word.quoted and len(run) >= _BEGINNING] += 1
    grams = {key: (float(count), True) for key, count in pairs.items()}
    return {(char, False): (_CHARACTER, False) for char in sorted(characters)} | grams


def _weighted_counts(snapshot: Snapshot, documents: Ints, gram: str, *, prefix: bool) -> Floats:
    """Return how often each of ``documents`` holds a gram, over its fields, by their weights and lengths."""
    counts = np.zeros(documents.size, dtype=np.float64)
    for field in TEXTS:
        having = snapshot.documents(field, gram, prefix=prefix)
        if not having.size:
            continue
        places = np.minimum(np.searchsorted(having, documents), having.size - 1)
        here = np.flatnonzero(having[places] == documents)
        found = 1.0 if prefix else snapshot.counts(field, gram)[places[here]]
        relative = snapshot.columns.lengths[field][documents[here]] / snapshot.averages[field]
        counts[here] += _WEIGHTS[field] * found / (1 - _B + _B * relative)
    return counts


def _frequency(snapshot: Snapshot, gram: str, *, prefix: bool) -> int:
    """Return how many documents hold a gram in any field."""
    key = gram, prefix
    if key not in snapshot.frequencies:
        having = [snapshot.documents(field, gram, prefix=prefix) for field in TEXTS]
        snapshot.frequencies[key] = np.unique(np.concatenate(having)).size
    return snapshot.frequencies[key]


def _rarity(holding: int, size: int) -> float:
    return math.log(1 + (size - holding + 0.5) / (holding + 0.5))

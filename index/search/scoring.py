"""In which order: full matches by where their words stand, near ones by how much of the query they hold."""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

import numpy as np

from index.search import analysis
from index.search.columns import Floats, Ints, Mask
from index.search.fields import TEXTS
from index.search.known import Held
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


def rank_full(matcher: Matcher, words: list[Word], found: Ints) -> Floats:
    """Return the score of each document in ``found``: tiers of its words by their rarity, phrases first."""
    scores = np.zeros(found.size)
    total = 0.0
    for word in words:
        for needle in analysis.needles(word.text, quoted=word.quoted):
            held = matcher.strength(needle, field=word.field, quoted=word.quoted)
            rarity = _rarity(held.documents.size, matcher.snapshot.columns.size)
            total += rarity
            scores += rarity * held.at(found)
    plain = [word for word in words if word.field is None]
    if plain and total:
        scores += total * _together(matcher.snapshot, plain, found)
        scores /= total
    return scores


def _together(snapshot: Snapshot, words: list[Word], found: Ints) -> Floats:
    """Return what phrases earn: all words side by side in one field, and a title that is nothing else."""
    phrase = analysis.canonical(" ".join(word.text for word in words))
    tight = analysis.canonical("".join(word.text for word in words))
    earned = np.zeros(found.size)
    if not phrase:
        return earned
    columns = snapshot.columns
    for field in TEXTS if len(words) > 1 else ("title",):
        forms = columns.texts[field]
        places = _holding_all(snapshot, words, field, found) if len(words) > 1 else np.arange(found.size)
        if field == "title":
            lengths = columns.lengths[field][found[places]]
            short = places[(lengths == len(phrase)) | (lengths == len(tight))].tolist()
            earned[[at for at in short if forms[int(found[at])] in {phrase, tight}]] += _WHOLE
        if len(words) > 1:
            beside = [at for at in places.tolist() if phrase in (form := forms[int(found[at])]) or tight in form]
            earned[beside] = np.maximum(earned[beside], _PHRASE)
    return earned


def _holding_all(snapshot: Snapshot, words: list[Word], field: str, found: Ints) -> Ints:
    """Return where in ``found`` those are that have every word in one field."""
    places = np.arange(found.size)
    for word in words:
        for needle in analysis.needles(word.text, quoted=word.quoted):
            having = snapshot.holding(field, needle, prefix=not word.quoted and not analysis.is_cjk(needle[-1]))
            if not having.size or not places.size:
                return places[:0]
            documents = found[places]
            places = places[having[np.minimum(np.searchsorted(having, documents), having.size - 1)] == documents]
    return places


def rank_near(snapshot: Snapshot, words: list[Word], rest: Mask) -> Held:
    """Return those documents in ``rest`` that hold part of the query, with their BM25F scores over its grams.

    A document has to hold a pair of characters or a Latin word of the query (or the character, of a query of one): single
    characters only sharpen the order.
    """
    grams = _near_grams(words)
    enough = [gram for gram, (_, is_enough) in grams.items() if is_enough]
    if len(enough) < 2:  # who holds the only one holds the query
        return Held(np.zeros(0, dtype=np.int64), np.zeros(0))
    near = np.zeros(rest.size, dtype=np.bool_)
    for gram, prefix in enough:
        near[_saturated(snapshot, gram, prefix=prefix).documents] = True
    near &= rest
    scores = np.zeros(rest.size)
    for (gram, prefix), (weight, _) in grams.items():
        held = _saturated(snapshot, gram, prefix=prefix)
        here = near[held.documents]
        scores[held.documents[here]] += weight * _rarity(held.documents.size, rest.size) * held.worth[here]
    documents = np.flatnonzero(near)
    return Held(documents, scores[documents])


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


def _saturated(snapshot: Snapshot, gram: str, *, prefix: bool) -> Held:
    """Return the documents that hold a gram, with what that is worth: how often, over all fields, and ever less of it."""
    def weigh() -> Held:
        documents, counts = _weighted_counts(snapshot, gram, prefix=prefix)
        return Held(documents, counts * (_K1 + 1) / (counts + _K1))

    return snapshot.known.get(("saturated", gram, prefix), weigh)


def _weighted_counts(snapshot: Snapshot, gram: str, *, prefix: bool) -> Held:
    """Return how often each document holds a gram, over its fields, by their weights and lengths."""
    counts = np.zeros(snapshot.columns.size)
    for field in TEXTS:
        having = snapshot.documents(field, gram, prefix=prefix)
        if having.size:
            found = 1.0 if prefix else snapshot.counts(field, gram)
            relative = snapshot.columns.lengths[field][having] / snapshot.averages[field]
            counts[having] += _WEIGHTS[field] * found / (1 - _B + _B * relative)
    return Held.of(counts)


def _rarity(holding: int, size: int) -> float:
    return math.log(1 + (size - holding + 0.5) / (holding + 0.5))

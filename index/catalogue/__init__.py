"""The catalogue: what is true. Importing it registers every model, so that metadata and migrations agree."""

from index import jobs
from index.catalogue import (
    assets,
    assignments,
    audit,
    boards,
    channels,
    choices,
    clocks,
    co_owners,
    collections,
    departments,
    drafts,
    edits,
    events,
    kits,
    likenesses,
    links,
    loans,
    people,
    plans,
    required,
    reviews,
    screens,
    searches,
    sidecars,
    stacks,
    synonyms,
    takeouts,
    uploads,
)

__all__ = ["assets", "assignments", "audit", "boards", "channels", "choices", "clocks", "co_owners", "collections",
           "departments", "drafts", "edits", "events", "jobs", "kits", "likenesses", "links", "loans", "people", "plans",
           "required", "reviews", "screens", "searches", "sidecars", "stacks", "synonyms", "takeouts",
           "uploads"]

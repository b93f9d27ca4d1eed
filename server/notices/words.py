"""The sentences of notices, one for each kind, put together for one reader from what that reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from index.catalogue.notices import Kind
from server.notices.tongue import N_, Tongue


@dataclass(frozen=True, slots=True)
class Said:
    """How a kind is told: in which group of the page, with which icon, about one thing and about several.

    ``name`` is what the kind is called where somebody chooses. Placeholders: who, what, channel, count.
    """

    group: str
    icon: str
    name: str
    one: str
    many: str


GROUPS: Final = {"desk": N_("For my decision"), "mine": N_("What I submitted"), "work": N_("Library and shoots")}
SAID: Final[dict[str, Said]] = {
    Kind.DESK: Said("desk", "inbox", N_("Something waits for a decision"),
                    N_("%(what)s waits for your decision (%(channel)s)"),
                    N_("%(count)s items wait for your decision (%(channel)s)")),
    Kind.PASSED_ON: Said("desk", "arrow-right", N_("Something is passed on"),
                         N_("%(who)s passed %(what)s on to you (%(channel)s)"),
                         N_("%(who)s passed %(count)s items on to you (%(channel)s)")),
    Kind.SIGN_OFF: Said("desk", "plus", N_("A sign-off is asked for"),
                        N_("Your sign-off is asked for: %(what)s (%(channel)s)"),
                        N_("Your sign-off is asked for: %(count)s items (%(channel)s)")),
    Kind.ANSWERED: Said("desk", "message-square-warning", N_("A question is answered"),
                        N_("%(who)s answered your question about %(what)s"),
                        N_("%(who)s answered your questions about %(count)s items")),
    Kind.NEAR: Said("desk", "clock", N_("A deadline is near"),
                    N_("%(what)s is due soon (%(channel)s)"), N_("%(count)s items are due soon (%(channel)s)")),
    Kind.OVER: Said("desk", "triangle-alert", N_("A deadline has passed"),
                    N_("%(what)s is overdue (%(channel)s)"), N_("%(count)s items are overdue (%(channel)s)")),
    Kind.RETURNED: Said("mine", "undo-2", N_("Something is returned"),
                        N_("%(who)s returned %(what)s (%(channel)s)"),
                        N_("%(who)s returned %(count)s items (%(channel)s)")),
    Kind.ASKED: Said("mine", "message-square-warning", N_("Somebody asks about a submission"),
                     N_("%(who)s asks about %(what)s (%(channel)s)"),
                     N_("%(who)s asks about %(count)s items (%(channel)s)")),
    Kind.VOIDED: Said("mine", "rotate-ccw", N_("An edit makes an approval void"),
                      N_("%(who)s changed %(what)s; its review starts again (%(channel)s)"),
                      N_("%(who)s changed %(count)s items; their review starts again (%(channel)s)")),
    Kind.APPROVED: Said("mine", "check", N_("Something is approved"),
                        N_("%(what)s is approved (%(channel)s)"), N_("%(count)s items are approved (%(channel)s)")),
    Kind.TAKEN_DOWN: Said("mine", "circle-x", N_("A picture or story is taken down"),
                          N_("%(who)s took %(what)s down"), N_("%(who)s took %(count)s items down")),
    Kind.CONSENT: Said("work", "users", N_("A consent is withdrawn"),
                       N_("%(who)s put on record that %(what)s withdrew their consent"),
                       N_("%(who)s put on record that %(count)s people withdrew their consent")),
    Kind.BATCH: Said("work", "upload", N_("An upload lacks something"),
                     N_("Your upload of %(day)s is not finished"), N_("%(count)s of your uploads are not finished")),
    Kind.ASSIGNED: Said("work", "calendar", N_("A shoot is assigned"),
                        N_("%(who)s asks you to photograph %(what)s"), N_("%(who)s asks you to photograph %(count)s events")),
    Kind.LET_BE: Said("work", "calendar", N_("A shoot is called off"),
                      N_("%(who)s called off your shoot: %(what)s"), N_("%(who)s called off %(count)s of your shoots")),
    Kind.HANDED_OVER: Said("work", "arrow-right", N_("Somebody’s work is handed over to me"),
                           N_("%(who)s handed the work of %(what)s over to you"),
                           N_("%(who)s handed the work of %(count)s people over to you")),
    Kind.BOOKED: Said("work", "camera", N_("A kit is booked for me"),
                      N_("%(who)s booked a kit for you: %(what)s"), N_("%(who)s booked %(count)s kits for you")),
    Kind.UNBOOKED: Said("work", "camera", N_("A booking of mine is given up"),
                        N_("%(who)s gave up the booking of a kit: %(what)s"),
                        N_("%(who)s gave up %(count)s bookings of kits")),
    Kind.TRAINING: Said("work", "users", N_("I am asked to come to a training"),
                        N_("%(who)s asks you to come to the training %(what)s"),
                        N_("%(who)s asks you to come to %(count)s trainings")),
    Kind.TRAINING_MOVED: Said("work", "users", N_("A training of mine has another time or place"),
                              N_("%(who)s changed the time or place of the training %(what)s"),
                              N_("%(who)s changed the time or place of %(count)s trainings")),
    Kind.TRAINING_OFF: Said("work", "users", N_("A training of mine is called off"),
                            N_("%(who)s called off the training %(what)s"), N_("%(who)s called off %(count)s trainings")),
    Kind.SEARCH: Said("work", "bookmark", N_("A followed search finds something new"),
                      N_("%(what)s finds something new"), N_("%(count)s searches find something new")),
    Kind.BINNED: Said("work", "trash-2", N_("Something is put into the recycle bin"),
                      N_("%(who)s put %(what)s into the recycle bin"),
                      N_("%(who)s put %(count)s items into the recycle bin")),
    Kind.UNBINNED: Said("work", "rotate-ccw", N_("Something is taken out of the recycle bin"),
                        N_("%(who)s took %(what)s out of the recycle bin"),
                        N_("%(who)s took %(count)s items out of the recycle bin")),
    Kind.DELETION: Said("work", "trash-2", N_("Somebody proposes to delete something for good"),
                        N_("%(who)s proposes to delete %(what)s for good"),
                        N_("%(who)s proposes to delete %(count)s items for good")),
    Kind.LET_IN: Said("work", "images", N_("A collection is shared with me"),
                      N_("%(who)s shares the collection %(what)s with you"),
                      N_("%(who)s shares %(count)s collections with you")),
    Kind.FLASHES: Said("work", "triangle-alert", N_("A film that is submitted or approved flashes too often"),
                       N_("%(what)s was looked through and flashes too often (%(channel)s)"),
                       N_("%(count)s films were looked through and flash too often (%(channel)s)")),
    Kind.SCREEN: Said("work", "wifi-off", N_("A screen falls silent or stands still"),
                      N_("%(what)s has been silent, or stands still, for half an hour"),
                      N_("%(count)s screens have been silent, or stand still, for half an hour")),
    Kind.NOTE: Said("work", "inbox", N_("A passer-by writes to the office"),
                    N_("A passer-by wrote: %(what)s"), N_("Passers-by wrote %(count)s notes")),
    Kind.EMERGENCY: Said("work", "triangle-alert", N_("An emergency is put on the screens"),
                         N_("%(who)s put %(what)s on the screens"), N_("%(who)s put %(count)s emergencies on the screens")),
    Kind.EMERGENCY_LATER: Said("work", "clock", N_("An emergency is prolonged"),
                               N_("%(who)s prolonged %(what)s on the screens"),
                               N_("%(who)s prolonged %(count)s emergencies on the screens")),
    Kind.EMERGENCY_OVER: Said("work", "x", N_("An emergency is ended"),
                              N_("%(who)s took %(what)s off the screens"),
                              N_("%(who)s took %(count)s emergencies off the screens")),
    Kind.BOARD_DUE: Said("work", "refresh-cw", N_("A board is to be refreshed soon"),
                         N_("The board %(what)s is to be refreshed soon"), N_("%(count)s boards are to be refreshed soon")),
    Kind.BOARD_OVER: Said("work", "triangle-alert", N_("A board is overdue"),
                          N_("The board %(what)s should have been refreshed"),
                          N_("%(count)s boards should have been refreshed")),
    Kind.TOPIC: Said("work", "flag", N_("A topic is set for my department"),
                     N_("%(who)s asks your department to hand in for %(what)s"),
                     N_("%(who)s asks your department to hand in for %(count)s topics")),
    Kind.TOPIC_DUE: Said("work", "clock", N_("A topic is due soon"),
                         N_("%(what)s still waits for what your department hands in"),
                         N_("%(count)s topics still wait for what your department hands in")),
    Kind.TOPIC_OVER: Said("work", "triangle-alert", N_("A topic is overdue"),
                          N_("Nothing was handed in for %(what)s in time"),
                          N_("Nothing was handed in for %(count)s topics in time")),
    Kind.TOPIC_HANDED: Said("work", "inbox", N_("Something is handed in for a topic"),
                            N_("%(who)s handed in for %(what)s"), N_("%(who)s handed in for %(count)s topics")),
    Kind.TOPIC_ACCEPTED: Said("work", "check", N_("What my department handed in is accepted"),
                              N_("%(who)s accepted what you handed in for %(what)s"),
                              N_("%(who)s accepted what you handed in for %(count)s topics")),
    Kind.TOPIC_RETURNED: Said("work", "undo-2", N_("What my department handed in is sent back"),
                              N_("%(who)s sent back what you handed in for %(what)s"),
                              N_("%(who)s sent back what you handed in for %(count)s topics")),
    Kind.NEWSLETTER: Said("work", "newspaper", N_("A newsletter is sent to me"),
                          N_("%(what)s is out"), N_("%(count)s newsletters are out")),
    Kind.REPORT: Said("work", "newspaper", N_("A report of the office is sent to me"),
                      N_("%(what)s is issued"), N_("%(count)s reports of the office are issued")),
    Kind.NEWSLETTER_ASKED: Said("desk", "newspaper", N_("A newsletter waits for approval"),
                                N_("%(who)s submitted %(what)s for approval"),
                                N_("%(who)s submitted %(count)s newsletters for approval")),
    Kind.NEWSLETTER_RETURNED: Said("mine", "undo-2", N_("A newsletter is sent back"),
                                   N_("%(who)s sent %(what)s back"), N_("%(who)s sent %(count)s newsletters back")),
    Kind.TASKS_DUE: Said("work", "clock", N_("My department's tasks are due soon"),
                         N_("Tasks of %(day)s are not done yet"), N_("Tasks of %(count)s months are not done yet")),
    Kind.TASKS_OVER: Said("work", "triangle-alert", N_("My department's tasks are not done"),
                          N_("Tasks of %(day)s were not done by the due day"),
                          N_("Tasks of %(count)s months were not done by the due day")),
    Kind.TASKS_MISSING: Said("work", "list", N_("Departments have not done their tasks"),
                             N_("These were below their tasks of %(day)s on the due day"),
                             N_("Tasks of %(count)s months were not done by the due day")),
    Kind.CLAIMED: Said("desk", "clock", N_("An adoption waits to be confirmed"),
                       N_("%(who)s says that %(what)s was adopted"), N_("%(who)s says that %(count)s items were adopted")),
    Kind.ADOPTED: Said("mine", "check", N_("An outlet adopted something of mine"),
                       N_("%(what)s was adopted"), N_("%(count)s items were adopted")),
    Kind.NOT_ADOPTED: Said("mine", "minus", N_("An outlet did not adopt something of mine"),
                           N_("%(what)s was not adopted"), N_("%(count)s items were not adopted")),
    Kind.WEBHOOK_OFF: Said("work", "wifi-off", N_("A webhook is switched off"),
                           N_("The webhook %(what)s was switched off"), N_("%(count)s webhooks were switched off")),
    Kind.HONOURED: Said("mine", "star", N_("My department or I am named for the year"),
                        N_("You or your department are among the best of %(what)s"),
                        N_("You or your department are among the best of %(count)s years")),
    Kind.HONOURED_NOT: Said("mine", "undo-2", N_("The announcement of a year is taken back"),
                            N_("%(who)s took back who is named for %(what)s"),
                            N_("%(who)s took back who is named for %(count)s years")),
}
_WITH_DAY: Final = {Kind.BOARD_DUE: N_("Refresh by %(day)s"), Kind.BOARD_OVER: N_("Refresh by %(day)s"),
                    Kind.TRAINING: N_("On %(day)s"), Kind.TRAINING_MOVED: N_("On %(day)s"),
                    Kind.TOPIC: N_("Hand in by %(day)s"), Kind.TOPIC_DUE: N_("Hand in by %(day)s"),
                    Kind.TOPIC_OVER: N_("Hand in by %(day)s"),
                    Kind.TASKS_DUE: N_("Due on %(day)s"), Kind.TASKS_OVER: N_("Due on %(day)s"),
                    Kind.TASKS_MISSING: N_("Due on %(day)s")}
NAMED: Final = 3
"""How many of several things are named."""
GONE: Final = N_("What this was about can no longer be seen by you")


def sentence(tongue: Tongue, kind: str, names: Sequence[str], details: Mapping[str, Any],
             channels: Mapping[str, tuple[str, str]]) -> str:
    """Return what happened, of the things with these ``names``, which the reader may see; GONE where there are none."""
    if not names or kind not in SAID:
        return tongue.say(GONE)
    said = SAID[kind]
    codes = str(details.get("channel") or "").split()
    parts = {"who": details.get("who", ""), "what": tongue.quoted(names[0]), "count": len(names),
             "day": names[0], "channel": tongue.joined([tongue.pick(channels.get(one, (one, one))) for one in codes])}
    return tongue.say(said.one if len(names) == 1 else said.many, **parts)


def further(tongue: Tongue, kind: str, names: Sequence[str], details: Mapping[str, Any]) -> str:
    """Return what is told below the sentence: the reason or question in its writer's words, counts, the first of several."""
    if kind == Kind.BATCH:
        refused, lacking = details.get("refused", 0), details.get("lacking", 0)
        counts = [tongue.ngettext("%(num)d file was not taken", "%(num)d files were not taken", refused) if refused else "",
                  tongue.ngettext("%(num)d item lacks required fields", "%(num)d items lack required fields", lacking)
                  if lacking else ""]
        return tongue.joined([one for one in counts if one])
    if kind == Kind.NEAR and details.get("due"):
        return tongue.say(N_("Decide by %(when)s"), when=details["due"])
    if kind == Kind.OVER and details.get("due"):
        return tongue.say(N_("It was to be decided by %(when)s"), when=details["due"])
    if kind in _WITH_DAY and len(names) == 1 and details.get("day"):
        said = tongue.say(_WITH_DAY[Kind(kind)], day=tongue.day(date.fromisoformat(details["day"])))
        return "\n".join(filter(None, (tongue.joined(details.get("lacks", [])), said)))
    if kind == Kind.WEBHOOK_OFF and len(names) == 1:
        return tongue.say(N_("The other side answered that it wants no more") if details.get("gone") else
                          N_("Nothing was taken for three days"))
    some = tongue.joined([tongue.quoted(one) for one in names[:NAMED]]) if len(names) > 1 else ""
    return "\n".join(filter(None, (some + (" …" if len(names) > NAMED else ""), str(details.get("reason") or "")))).strip()

"""The way to recognition, told once more from the procedure of 教督〔2017〕6号 and the records of a county.

What belongs here: which records stand, the step reached, what comes next and what bars it, promises. What
does not: the verdicts (`verdict`, `neighbours`), which are given.

Days are ISO text. A school year ends on 31 August.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

BASE, NATION, REVIEW, REVOKED = "basic_balance_recognised", "recognised", "re_reviewed", "revoked"
#: In the order in which a county takes them.
WAY = (BASE, "self_assessed", "city_reviewed", "province_assessed", NATION)
YEARS_AFTER_BASE = 3
BASIC, QUALITY = "national-basic-2012", "national-quality-2017"
#: Transition rules that may be promised away, and the indicator each is of.
PROMISED = {"T1": "R3", "T2": "R5", "T3": "G3", "T4": "G4"}


@dataclass(frozen=True)
class Record:
    """A step that was taken on a day: with which result."""

    step: str
    day: str
    passed: bool = True


@dataclass(frozen=True)
class Stage:
    """Where a county stands at the end of a school year, by its records alone."""

    reached: str | None
    following: str
    following_from: str | None
    missing: tuple[str, ...]
    disagreeing: int
    recognised_on: str | None
    revoked_on: str | None


def stage(records: Iterable[Record], school_year: int) -> Stage:
    """Of the records of a county those are counted whose day has come."""
    told = [each for each in records if each.day <= f"{school_year + 1}-08-31"]
    disagreeing = [each for each in told if any(_contradict(each, other, told) for other in told)]
    sound = [each for each in told if each.passed and each not in disagreeing]
    revoked = max((each.day for each in sound if each.step == REVOKED), default=None)
    counted = [each for each in sound if each.step == BASE or each.day > (revoked or "")]
    taken = {each.step for each in counted}
    reached = max((step for step in WAY if step in taken), key=WAY.index, default=None)
    ahead = WAY[WAY.index(reached) + 1 :] if reached else WAY
    following = ahead[0] if ahead else REVIEW
    base = min((each.day for each in counted if each.step == BASE), default=None)
    waits = following == WAY[1] and base is not None
    return Stage(
        reached=reached,
        following=following,
        following_from=f"{int(base[:4]) + YEARS_AFTER_BASE}{base[4:]}" if waits and base else None,
        missing=tuple(step for step in WAY[: WAY.index(reached)] if step not in taken) if reached else (),
        disagreeing=len(disagreeing),
        recognised_on=min((each.day for each in counted if each.step == NATION), default=None),
        revoked_on=revoked,
    )


def _contradict(one: Record, other: Record, told: Sequence[Record]) -> bool:
    """Two records of a step that cannot both be true: two results of a day, or two days of a single event."""
    if one.step != other.step or one == other:
        return False
    if one.day == other.day:
        return True
    if not (one.passed and other.passed):
        return False
    once = one.step in (BASE, NATION, REVOKED) and _round(one, told) == _round(other, told)
    return once or _school_year(one.day) == _school_year(other.day)


def _round(record: Record, told: Sequence[Record]) -> str:
    """The last revocation before a record; the base outlasts them all."""
    if record.step == BASE:
        return ""
    before = (each.day for each in told if each.step == REVOKED and each.passed and each.day < record.day)
    return max(before, default="")


def _school_year(day: str) -> int:
    return int(day[:4]) - (day[5:7] < "09")


@dataclass(frozen=True)
class Verdict:
    """What was decided of a county in a year under a rule set."""

    status: str
    has_veto: bool = False


def state(found: Stage, verdicts: Mapping[str, Verdict]) -> str:
    """A word for the county; a recognised one that fails this year has slipped back."""
    if found.reached is None:
        return "NO_RECORD"
    if found.recognised_on:
        if verdicts[_asked(found)].status == "FAIL":
            return "SLIPPED_BACK"
        return "UNPROVEN" if found.missing else "RECOGNISED"
    return "REVOKED" if found.revoked_on else "ON_THE_WAY"


def bars(found: Stage, verdicts: Mapping[str, Verdict], school_year: int, overdue: int) -> list[str]:
    """Why the next step cannot be taken by the end of the year."""
    verdict = verdicts[_asked(found)]
    reasons = {
        "BASIC_BALANCE_TOO_RECENT": (found.following_from or "") > f"{school_year + 1}-08-31",
        "STEP_MISSING": bool(found.missing),
        "RECORDS_DISAGREE": found.disagreeing > 0,
        "VETO": verdict.has_veto,
        "VERDICT_FAIL": verdict.status == "FAIL",
        "VERDICT_UNDECIDED": verdict.status not in ("FAIL", "PASS"),
        "PROMISE_OVERDUE": overdue > 0,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _asked(found: Stage) -> str:
    """The rule set by which the next step is judged."""
    return BASIC if found.following == BASE else QUALITY


def promise(statuses: Iterable[str], used_transition: bool, due_year: int, school_year: int) -> str:
    """Whether a promise is kept: its indicator met by all whom it concerns, without the transition rule."""
    concerned = [status for status in statuses if status != "NOT_APPLICABLE"]
    if not used_transition and all(status == "PASS" for status in concerned):
        return "KEPT"
    return "OVERDUE" if school_year > due_year else "OPEN"

"""What people are told of: a cause, which stays the same one as long as it is not mended.

What belongs here: a cause, the rules that find causes, and the causes of a run that ended unpublished. What
does not: what a release shows (`refusals.py`, `deadlines.py`), or who hears of it.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

#: What a channel may be about. An alert rule of another kind (a county's figures, a sign-off) is a value
#: more, with its words in `message.py`, and a function that says which causes stand.
Rule = Literal["runs", "refusals", "deadlines", "channels"]
RULES: tuple[Rule, ...] = get_args(Rule)

_LONGEST = 700  # characters of a reason; the log has the rest
#: What differs each time the same thing happens: ids, times, process numbers.
_PASSING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\b[0-9a-f]{12,64}\b|0x[0-9a-f]+"
    r"|\d{4}-\d\d-\d\d[T ][\d:.+]+Z?|process \d+"
)


@dataclass(frozen=True)
class Cause:
    """Something people are told once.

    Attributes
    ----------
    key: the same for the same cause, however often it is met.
    zh, en: a line or a few, the same content in both languages.
    """

    rule: Rule
    key: str
    zh: str
    en: str

    @property
    def cause_id(self) -> str:
        """Rule and key."""
        return f"{self.rule}: {self.key}"

    def as_record(self) -> dict[str, Any]:
        """The cause as the record holds it."""
        return asdict(self)


def not_published(what: str, reason: str) -> Cause:
    """A run (its command, or its name in the UI) that ended and published nothing."""
    short = reason.strip()
    if len(short) > _LONGEST:
        short = f"{short[:_LONGEST]}…"
    return Cause(
        "runs",
        _PASSING.sub("#", short),
        f"«{what}» 没有发布。原因：{short}",
        f"«{what}» published nothing. Why: {short}",
    )


def locked(what: str, reason: str) -> Cause:
    """A run that found the warehouse held by another; whoever holds it, it is one cause."""
    told = not_published(what, reason)
    return Cause("runs", "locked", told.zh, told.en)


def killed(what: str, since: str) -> Cause:
    """A run that was begun and never ended: its process is gone."""
    return Cause(
        "runs",
        "killed",
        f"«{what}»（{since} 开始）没有结束：进程已不在（被强行终止、断电或内存不足）。重新运行即可补全。",
        f"«{what}», begun {since}, never ended: its process is gone (killed, power cut, out of memory). "
        "The next run completes it.",
    )


def cancelled(what: str) -> Cause:
    """A run that somebody ended."""
    return Cause(
        "runs", "cancelled", f"«{what}» 被取消，没有发布。", f"«{what}» was cancelled; nothing was published."
    )


def dead_channel(name: str, problem: str) -> Cause:
    """A channel that a message did not get through."""
    return Cause(
        "channels",
        name,
        f"通知渠道 «{name}» 不通：{problem}",
        f"The channel «{name}» does not get through: {problem}",
    )

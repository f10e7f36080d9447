"""What people read: short, plain, the same in Chinese and English.

What belongs here: the words of a message, and how causes become one. What does not: finding causes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.alerts.causes import RULES, Cause, Rule
from orchestration.alerts.channels import Language

_SHOWN = 5  # causes of a kind named in a message; the rest is counted
_LARGEST_BYTES = 3600  # WeCom takes 4096

_TITLE: dict[Rule, dict[str, str]] = {
    "runs": {"zh": "没有发布", "en": "not published"},
    "refusals": {"zh": "已发布，但有文件或数据未被采用", "en": "published, but something was refused"},
    "deadlines": {"zh": "截止日期已过，仍未报送", "en": "a deadline passed and nothing was filed"},
    "channels": {"zh": "通知渠道不通", "en": "an alert did not get through"},
}
_LOOK: dict[Rule, dict[str, str]] = {
    "runs": {
        "zh": "查看：日志 {log}；此前发布的版本仍然有效。",
        "en": "Look at: the logs in {log}. What was published before stands.",
    },
    "refusals": {
        "zh": "查看：junheng status --warehouse {warehouse}；质量页面 {page}",
        "en": "Look at: junheng status --warehouse {warehouse}; quality page {page}",
    },
    "deadlines": {
        "zh": "请向这些县催报。查看：junheng status --warehouse {warehouse}",
        "en": "Ask these counties. Look at: junheng status --warehouse {warehouse}",
    },
    "channels": {
        "zh": "查看：junheng alerts test --warehouse {warehouse}",
        "en": "Look at: junheng alerts test --warehouse {warehouse}",
    },
}
_WORDS = {
    "zh": {"more": "……另有 {number} 项。", "mended": "已恢复", "name": "均衡", "join": "："},
    "en": {"more": "… and {number} more.", "mended": "mended", "name": "Junheng", "join": ": "},
}


@dataclass(frozen=True)
class Message:
    """A title of one line and a body of some."""

    title: str
    body: str


def compose(
    begun: Sequence[Cause],
    mended: Sequence[Cause],
    language: Language,
    places: dict[str, str],
) -> Message:
    """One message of causes that stand now and of such as are mended; `places` are where to look."""
    from orchestration.submissions.cells.masking import masked

    languages = ("zh", "en") if language == "both" else (language,)
    titles, bodies = [], []
    for each in languages:
        words = _WORDS[each]
        rules: list[Rule] = [rule for rule in RULES if any(cause.rule == rule for cause in begun)]
        what = [_TITLE[rule][each] for rule in rules] or [words["mended"]]
        titles.append(words["name"] + words["join"] + ("；" if each == "zh" else "; ").join(what))
        lines: list[str] = []
        for rule in rules:
            lines += _listed((cause for cause in begun if cause.rule == rule), each)
            lines.append(_LOOK[rule][each].format(**places))
        if mended:
            lines.append(words["mended"] + words["join"].rstrip())
            lines += _listed(mended, each)
        bodies.append(_cut("\n".join(lines), _LARGEST_BYTES // len(languages)))
    return Message(masked(" · ".join(titles)), masked("\n\n".join(bodies)))


def trial(language: Language) -> Message:
    """The message of `junheng alerts test`."""
    said = {
        "zh": "这是一条试发消息：此渠道可以收到均衡的通知。无须处理。",
        "en": "This is a trial: Junheng's alerts arrive here. Nothing is to be done.",
    }
    languages = ("zh", "en") if language == "both" else (language,)
    title = {"zh": "均衡：试发", "en": "Junheng: a trial"}
    return Message(" · ".join(title[each] for each in languages), "\n".join(said[each] for each in languages))


def _listed(causes: Iterable[Cause], language: str) -> list[str]:
    lines = [cause.zh if language == "zh" else cause.en for cause in causes]
    more = len(lines) - _SHOWN
    rest = [_WORDS[language]["more"].format(number=more)] if more > 0 else []
    return [f"- {line}" for line in lines[:_SHOWN]] + rest


def _cut(text: str, largest: int) -> str:
    encoded = text.replace("\0", " ").encode("utf-8", "backslashreplace")  # a file's name need not be UTF-8
    return encoded.decode() if len(encoded) <= largest else encoded[:largest].decode("utf-8", "ignore") + "…"

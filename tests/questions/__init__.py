"""The questions of docs/questions.md: what they are, and the page made from them.

Run `python -m tests.questions > docs/questions.md` after a change of questions.yaml.
What belongs here: that. What does not: asking them (`integration/test_questions.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("questions.yaml")
_HEAD = """\
# Questions 常见问题

What people ask first, each answered by one SELECT over `warehouse/current/compliance.duckdb` or its Parquet:
the wide tables have names and words beside codes. How to connect: [connect.md](connect.md); what each table
holds: [results.md](results.md). Every statement here is run as a test.

每个问题以一条 SELECT 回答；宽表在代码旁附有名称和中文说明。连接办法见 [connect.md](connect.md)，各表内容见
[results.zh.md](results.zh.md)。

Made by `python -m tests.questions > docs/questions.md` from `tests/questions/questions.yaml`: change that.
"""


@dataclass(frozen=True)
class Question:
    """A question in both languages, its statement, and a longer one that must give the same rows, or ''."""

    zh: str
    en: str
    sql: str
    same_as: str = ""


def questions() -> list[Question]:
    """In the order of the page."""
    return [Question(**each) for each in yaml.safe_load(_FILE.read_text(encoding="utf-8"))]


def page() -> str:
    """The text of docs/questions.md."""
    answered = (
        f"## {number}. {each.zh}\n\n{each.en}\n\n```sql\n{each.sql}```\n"
        for number, each in enumerate(questions(), start=1)
    )
    return "\n".join((_HEAD, *answered))

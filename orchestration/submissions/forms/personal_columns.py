"""Columns that name or number persons, on a form that asks for cases and offices alone.

What belongs here: knowing such a column by its header, and refusing it. What does not: identity-card numbers
inside cells, which are masked in every sheet (sheets/identity_numbers.py).
"""

from __future__ import annotations

import re

from orchestration.submissions.contract.layouts import RowsLayout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.forms.match import Match
from orchestration.submissions.sheets.headers import HeaderBlock

_PERSONAL = re.compile(
    "姓名|(学生|儿童|少年|家长|监护人|教师|经办人|负责人|联系人)(名字|名称|名单)?$|名字|身份证|身份号|证件号|学籍号|学号|"
    "电话|手机|联系方式|住址|家庭地址|^(student_?|pupil_?)?(name|id_?(card|number|no)?|phone|address)$",
    re.IGNORECASE,
)


def personal_columns(match: Match[RowsLayout], block: HeaderBlock) -> list[Rejection]:
    """A rejection for each column of persons under a form that wants none: it is not read."""
    if not match.layout.no_persons:
        return []
    form = match.layout.name_zh
    read = {header.index for header in match.found.values()}
    return [
        Rejection(
            "sheet",
            "PERSONAL_COLUMN",
            f"column «{column.shown}» names or numbers persons, for which {form} does not ask; it is unread",
            row=column.leaf_row + 1,
            cell=column.address,
            raw=column.shown,
        )
        for column in block.columns
        if column.index not in read and _PERSONAL.search(column.path[-1])
    ]

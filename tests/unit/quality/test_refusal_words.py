"""What the reader says is said in Chinese too, whole: no part of it is lost or stays English."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestration.submissions
from orchestration.quality.refusal_words import RefusalWords
from orchestration.settings import Settings

_SEED = Settings.from_environment().quality_seeds_dir / "refusal_words.csv"
with _SEED.open(encoding="utf-8", newline="") as _stream:
    PAIRS = [(row["words_en"], row["words_zh"]) for row in csv.DictReader(_stream)]
WORDS = RefusalWords(PAIRS)
ROOM = Path(orchestration.submissions.__file__).parent
#: Rooms whose words are for those who write layouts or schemas, and files that say nothing to a county.
FOR_ENGINEERS = frozenset(
    {
        *("layout_files.py", "layout_faults.py", "layouts.py", "draft.py", "suggest.py", "schemas.py"),
        *("rejection.py", "landing_tables.py"),
    }
)
#: Sentences that `submissions.why` says in words of its own (models/quality/submissions.sql), and parts of
#: sentences that stand within another one.
SAID_ELSEWHERE = re.compile(
    r"replaced by [①②]|^the same bytes as|^which |^as manifest.yaml says$|withdrawn by [①②]|could not be read"
    r"|import (?:io, resource, )?sys|\(and |^in force through|^ and ① more$"
    r"|^① ②; they are not counted here$|and does not say which; ②$"
    r"|^<|\(\?P<|^one school$"  # what is written or read as XML or a number format, and a word of our own
)


def _sentences() -> Iterator[tuple[str, str]]:
    """Each text of two English words or more, with its places as «①», «②» …"""
    for file in sorted(ROOM.rglob("*.py")):
        if file.name in FOR_ENGINEERS:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        within = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
        }
        joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        within |= {id(each) for node in joined for each in ast.walk(node) if each is not node}
        for node in ast.walk(tree):
            if id(node) in within or not (said := _text(node)):
                continue
            if re.search("[a-z]{2,},? [a-z]{2,}", said) and not SAID_ELSEWHERE.search(said):
                yield f"{file.relative_to(ROOM)}:{getattr(node, 'lineno', 0)}", said


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        places = iter("①②③④⑤⑥⑦⑧")
        return "".join(
            each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else next(places)
            for each in node.values
        )
    return ""


def test_the_two_templates_of_a_pair_have_the_same_places() -> None:
    places = re.compile(r"\{(\w+)\}")
    assert [en for en, zh in PAIRS if set(places.findall(en)) != set(places.findall(zh))] == []


def test_whatever_the_reader_says_is_said_in_chinese_with_all_its_parts() -> None:
    lacking = []
    for where, said in _sentences():
        chinese = WORDS.in_chinese(said)
        if chinese is None or not set(re.findall("[①-⑧]", said)) <= set(chinese):
            lacking.append(f"{where}: {said}")
    assert lacking == []


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        (
            "header «计算机数» of form 小学 (edition 2024) is missing; "
            "the nearest present header is «图书» in D3",
            "缺少小学（2024 版）的表头“计算机数”；现有表头中最接近的是 D3 的“图书”",
        ),
        ("计算机数 in D7: «一百» is not a number", "D7“计算机数”：“一百”不是数字"),
        (
            "rows 9–31, 40 (24 rows) are of county 211221; they belong in folder 2024/211221; "
            "they are not counted here",
            "第 9–31, 40 行（共 24 行）属于县 211221，应放入文件夹 2024/211221，此处不计入",
        ),
        (
            "row 5、column D and 3 more are hidden and hold data; they are read and count",
            "隐藏的第 5 行、D 列等另 3 处含有数据，已照常读取并计入",
        ),
        (
            "corrections.yaml, entry 2 (line 5): a.xlsx › 小学 › D7: reason «x» is none of y",
            "corrections.yaml 第 2 条（第 5 行）：a.xlsx › 小学 › D7：原因“x”不在登记的原因之内：y",
        ),
        ("what no template says", None),
    ],
)
def test_parts_that_are_sentences_are_said_in_chinese_too(said: str, chinese: str | None) -> None:
    assert WORDS.in_chinese(said) == chinese

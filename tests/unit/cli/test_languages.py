"""The commands that speak two languages say the same in both, and choose as the locale does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from orchestration import cli
from orchestration.commands import check, layout, status
from orchestration.commands.arguments import language_of_locale

_PLACES = re.compile(r"\{(\w*)\}")


@pytest.mark.parametrize("words", [check._WORDS, layout._WORDS, status._WORDS])
def test_the_words_of_a_command_are_the_same_in_both_languages(words: dict[str, dict[str, Any]]) -> None:
    assert words["en"].keys() == words["zh"].keys()
    for name, said in words["en"].items():
        chinese = words["zh"][name]
        if isinstance(said, str):
            assert sorted(_PLACES.findall(said)) == sorted(_PLACES.findall(chinese)), name
            assert said.count("|") == chinese.count("|"), name
        elif isinstance(said, tuple):
            assert len(said) == len(chinese), name


@pytest.mark.parametrize(
    ("variables", "asked", "language"),
    [
        ({}, None, "en"),
        ({"LANG": "zh_CN.UTF-8"}, None, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, None, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "C", "LC_ALL": "zh_TW"}, None, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "en", "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, None, "zh"),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_locale(
    variables: dict[str, str], asked: Any, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of_locale(asked) == language


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["status", "--warehouse", "{folder}", "--lang", "zh"], "还没有发布版本"),
        (["status", "--warehouse", "{folder}", "--lang", "en"], "There is no release in"),
        (["layout", "suggest", "{folder}/none.xlsx", "--lang", "zh"], "没有文件"),
        (["layout", "suggest", "{folder}/none.xlsx", "--lang", "en"], "There is no file"),
    ],
)
def test_a_refused_call_says_why_in_the_language_asked_for(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([each.format(folder=tmp_path) for each in arguments]) == 2
    assert said in capsys.readouterr().err

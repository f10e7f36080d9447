"""What a check says in Chinese holds all that it says in English, and the other way round."""

from __future__ import annotations

import re
import string

import pytest

from orchestration.quality.catalogue import GATES, load_catalogue
from orchestration.settings import Settings

#: A column that says the same in the other language; the place alone, where both languages have it.
_LANGUAGE = re.compile("_(en|zh)$")
#: The reader's sentence names file, sheet and cell itself in English; its remedy stands in both languages.
_OF_READER = "refusals"
#: The Chinese sentence names the cell's file and sheet, the English one stands beside them.
_PLACES = {"path", "sheet"}


def places(template: str) -> set[str]:
    return {_LANGUAGE.sub("", place) for _, place, _, _ in string.Formatter().parse(template) if place}


@pytest.mark.parametrize("gate", GATES)
def test_messages_and_remedies_name_the_same_in_both_languages(gate: str) -> None:
    different = [
        f"{suite.name} {expectation.id}: {text.en} | {text.zh}"
        for suite in load_catalogue(Settings.from_environment().expectations_dir, gate)
        for expectation in suite.expectations
        for text in (expectation.message, expectation.remedy)
        if places(text.en) - _PLACES != places(text.zh) - _PLACES
        and not (suite.name == _OF_READER and "message" in places(text.en) & places(text.zh))
    ]
    assert different == []

"""What a build makes reads nothing that only the landing gate makes.

What belongs here: that, told from the models' text. What does not: which models are the gate's (their tags).
"""

from __future__ import annotations

import re

from orchestration.settings import Settings

MODELS = Settings.from_environment().dbt_project_dir / "models"
_REF = re.compile(r"ref\('(\w+)'\)")


def test_no_model_of_a_build_reads_one_of_the_landing_gate() -> None:
    texts = {file: file.read_text(encoding="utf-8") for file in MODELS.rglob("*.sql")}
    of_gate = {
        file.stem
        for file, text in texts.items()
        if file.is_relative_to(MODELS / "checks" / "landing") or "landing_check" in text
    }
    assert "fact" in of_gate
    read = {
        file.stem: set(_REF.findall(text)) & of_gate
        for file, text in texts.items()
        if file.stem not in of_gate
    }
    assert {name: found for name, found in read.items() if found} == {}

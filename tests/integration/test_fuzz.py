"""A small share of the fuzzer: every kind of fault a few times (`tests.benchmarks.fuzz` runs 10 000)."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.fuzz import Tally, example_forms, run_counties, run_forms
from tests.fuzzing.counties import COUNTY_KINDS
from tests.fuzzing.grids import to_xlsx
from tests.fuzzing.judge import CRASH, DISTURBED, SILENT, judge
from tests.fuzzing.mutations import KINDS, REJECTED, SAME, SEEN, Case

SEED = 20_241


def test_no_mutated_filing_crashes_or_is_accepted_in_silence(tmp_path: Path) -> None:
    tally = Tally()
    run_forms(example_forms(), 4 * len(KINDS), SEED, tally)
    run_counties(2 * len(COUNTY_KINDS), SEED, tmp_path, tally)
    assert set(tally.filed) == {*KINDS, *COUNTY_KINDS}
    assert tally.failures == []


def test_the_judge_sees_what_fails() -> None:
    """A fuzzer that could not fail would prove nothing."""
    form = next(form for form in example_forms() if form.grid.name == "小学明细")
    spot = form.spots[0]
    changed = form.grid.copy()
    changed.rows[spot.row][spot.column] += 1

    sound, other = to_xlsx(form.grid), to_xlsx(changed)
    verdicts = {
        "as filed": judge(form, Case(sound, SAME)),
        "not refused": judge(form, Case(sound, REJECTED)),
        "not seen": judge(form, Case(other, SEEN, frozenset({"NOT_A_NUMBER"}), cell=spot.address)),
        "not the same": judge(form, Case(other, SAME)),
        "crashed": judge(form, Case(5, SAME)),  # type: ignore[arg-type]
    }
    assert {name: failure and failure.what for name, failure in verdicts.items()} == {
        "as filed": None,
        "not refused": SILENT,
        "not seen": SILENT,
        "not the same": DISTURBED,
        "crashed": CRASH,
    }

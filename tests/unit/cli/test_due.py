"""When a run that failed is tried again: after pauses that grow, a few times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from orchestration.due import PAUSES, Tried, may_try

NOW = datetime(2024, 9, 21, 6, tzinfo=UTC)


def _ended(*minutes_ago: int) -> list[Tried]:
    return [Tried(f"run-{each}", NOW - timedelta(minutes=each)) for each in minutes_ago]


def test_the_first_run_begins_at_once_and_the_others_ever_later() -> None:
    assert may_try([], NOW) is None
    for tried, early in ((1, 4), (2, 19), (3, 119)):
        pause = PAUSES[tried] // timedelta(minutes=1)
        earlier = [5000] * (tried - 1)
        assert "the next after" in str(may_try(_ended(*earlier, early), NOW))
        assert may_try(_ended(*earlier, pause), NOW) is None


def test_no_run_is_started_beside_one_or_after_the_last() -> None:
    assert may_try([*_ended(5000), Tried("b", None)], NOW) == "run b is under way"
    given_up = str(may_try(_ended(*[5000] * len(PAUSES)), NOW))
    assert "4 runs" in given_up and "load_all_years" in given_up

"""What a release shows: files that were refused, and deadlines that passed with nothing filed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from orchestration.alerts.deadlines import overdue
from orchestration.alerts.refusals import refusals_of
from orchestration.alerts.runs import tell_published
from orchestration.settings import Settings
from orchestration.standards.deadlines import read_deadlines
from tests.support.receivers import Received
from tests.unit.alerts.releases import Filing, release

NEIGHBOURS: list[Filing] = [(2023, "421202", "咸安区", 3, None), (2023, "421221", "嘉鱼县", 2, "经费")]


def test_a_cause_per_refused_file_with_its_first_cell_and_remedy(settings: Settings) -> None:
    folder = release(
        settings,
        findings=[
            ("warning", "refusals", "2024/1/a.xlsx", "办学条件", 9, "C9"),
            ("critical", "directory", "2024/1/a.xlsx", "学校名录", 12, "B12"),
            ("critical", "directory", "2024/1/a.xlsx", "学校名录", 7, "B7"),
            ("critical", "refusals", "2024/1/坏.xlsx", None, None, None),
            ("warning", "swings", "2024/1/c.xlsx", "学校名录", 7, "B7"),
            ("info", "refusals", "2024/1/d.xlsx", None, None, None),
            ("critical", "schools", None, None, None, None),
        ],
    )
    causes = refusals_of(folder)
    assert [cause.en for cause in causes] == [
        "2024/1/a.xlsx, sheet 学校名录, cell B7 (3 in all): Correct it",
        "2024/1/坏.xlsx: Correct it",
    ]
    assert causes[0].zh == "2024/1/a.xlsx，表 学校名录，单元格 B7（共 3 处）：请更正"
    assert "张三" not in str(causes)


@pytest.mark.parametrize(
    ("day", "owed"),
    [
        ("2024-09-20", {"annual_statistics/2023/421221": None, "school_finance/2023/421221": "经费"}),
        (
            "2024-09-21",
            {
                "annual_statistics/2024/421202": "全部未报",
                "annual_statistics/2024/421221": "全部未报",
                "school_finance/2023/421221": "经费",
            },
        ),
        ("2025-03-31", {"school_finance/2023/421221": "经费"}),
        ("2025-04-01", {"school_finance/2024/421202": "全部未报", "school_finance/2024/421221": "全部未报"}),
    ],
)
def test_what_is_owed_from_the_day_after_the_deadline(
    settings: Settings, day: str, owed: dict[str, str | None]
) -> None:
    folder = release(settings, filings=NEIGHBOURS)
    causes = {
        each.key: each.zh for each in overdue(replace(settings, as_of=date.fromisoformat(day)), folder, [])
    }
    for key, what in owed.items():
        assert (key in causes) == (what is not None), key
        assert what is None or causes[key].endswith(f"未报：{what}")


def test_what_is_there_and_not_read_yet_is_not_called_missing(settings: Settings) -> None:
    folder = release(settings, filings=NEIGHBOURS)
    (settings.raw_dir / "2024" / "421202").mkdir(parents=True)
    (settings.raw_dir / "2024" / "421202" / "a.xlsx").touch()
    causes = overdue(replace(settings, as_of=date(2024, 10, 1)), folder, [])
    assert [each.key for each in causes if "/2024/" in each.key] == ["annual_statistics/2024/421221"]


def test_a_deadline_is_told_once_and_again_when_it_is_filed(told: Settings, hook: Received) -> None:
    day = replace(told, as_of=date(2024, 10, 1))
    for hour in range(3):
        assert tell_published(day, release(told, f"r{hour}", NEIGHBOURS), is_new=bool(hour)) == []
    (message,) = hook.messages
    assert message.startswith(
        "均衡：截止日期已过，仍未报送 · Junheng: a deadline passed and nothing was filed"
    )
    assert (
        "- 421221 嘉鱼县，2024 学年，教育事业统计（学校明细、基层报表），截止 2024-09-20，未报：全部未报"
        in message
    )
    filed: list[Filing] = [(2024, "421202", "咸安区", 1, None), (2024, "421221", "嘉鱼县", 0, "小学明细")]
    tell_published(day, release(told, "r9", [*NEIGHBOURS, *filed]), is_new=True)
    assert hook.messages[1].startswith("均衡：已恢复 · Junheng: mended")
    assert "421202 咸安区" in hook.messages[1] and "2024 学年" in hook.messages[1]
    assert "- 421221 嘉鱼县，2024 学年" not in hook.messages[1]
    # Late, in another year of the deadline: still mended.
    later = replace(told, as_of=date(2025, 10, 1))
    filed = [(2024, "421202", "咸安区", 1, None), (2024, "421221", "嘉鱼县", 1, None)]
    tell_published(later, release(told, "r10", [*NEIGHBOURS, *filed]), is_new=True)
    assert "2025 学年" in hook.messages[2]
    assert "已恢复" in hook.messages[2]


def test_a_day_on_which_nothing_changed_is_looked_at_once(
    told: Settings, hook: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = release(told, filings=NEIGHBOURS)
    day = replace(told, as_of=date(2024, 10, 1))
    tell_published(day, folder, is_new=False)
    (folder / "compliance.duckdb").unlink()  # a second look would fail
    assert tell_published(day, folder, is_new=False) == []
    assert len(tell_published(replace(day, as_of=date(2024, 10, 2)), folder, is_new=False)) == 1


def test_a_deadline_of_the_registry_and_its_day(settings: Settings) -> None:
    (statistics, finance) = read_deadlines(settings.standards_dir)
    assert (statistics.of(2024), finance.of(2024)) == (date(2024, 9, 20), date(2025, 3, 31))
    assert statistics.last_passed(date(2024, 9, 20)) == 2023
    assert finance.last_passed(date(2025, 4, 1)) == 2024

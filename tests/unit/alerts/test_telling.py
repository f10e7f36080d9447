"""One message a cause, one when it is mended; a dead channel is told of and fails nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orchestration.alerts import delivery, telling
from orchestration.alerts.causes import Cause, killed, locked, not_published
from orchestration.alerts.channels import Channel, Channels
from orchestration.alerts.message import Message
from orchestration.alerts.record import read_record
from orchestration.alerts.telling import tell
from orchestration.settings import Settings

BROKEN = not_published("junheng run", "dbt_build: the database is broken")
REFUSED = Cause(
    "refusals", "2024/421202/a.xlsx", "2024/421202/a.xlsx：重新导出", "2024/421202/a.xlsx: export again"
)


class Channelled:
    """Stands for the channels: keeps what each was sent; a dead one answers with its problem."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.dead: dict[str, str] = {}

    def deliver(self, channels: Channels, messages: Mapping[Channel, Message]) -> dict[str, str]:
        for channel, message in messages.items():
            if channel.name not in self.dead:
                self.sent.append((channel.name, f"{message.title}\n{message.body}"))
        return {channel.name: self.dead.get(channel.name, "") for channel in messages}

    def take(self) -> list[tuple[str, str]]:
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def channels(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Channelled:
    settings.alerts_file.write_text(
        "language: en\nchannels:\n"
        "  - {name: all, variable: A}\n  - {name: desk, variable: B, about: [refusals, deadlines]}\n",
        encoding="utf-8",
    )
    stand_in = Channelled()
    monkeypatch.setattr(delivery, "deliver", stand_in.deliver)
    return stand_in


def _ends(*rules: str) -> Any:
    return lambda cause: cause.rule in rules


def test_the_same_cause_is_told_once_and_once_that_it_is_mended(
    settings: Settings, channels: Channelled
) -> None:
    for _ in range(3):
        assert tell(settings, [BROKEN]) == []
    ((name, text),) = channels.take()
    assert name == "all"
    assert text.startswith("Junheng: not published\n- «junheng run» published nothing. Why: dbt_build: the")
    for _ in range(2):
        tell(settings, [], _ends("runs"))
    ((_, text),) = channels.take()
    assert text.startswith("Junheng: mended\n") and "the database is broken" in text
    tell(settings, [BROKEN])
    assert len(channels.take()) == 1


def test_another_cause_is_told_beside_one_that_stands(settings: Settings, channels: Channelled) -> None:
    tell(settings, [BROKEN])
    tell(settings, [not_published("junheng run", "the disk is full"), BROKEN])
    texts = [text for _, text in channels.take()]
    assert len(texts) == 2
    assert "the disk is full" in texts[1] and "database" not in texts[1]


def test_what_passes_makes_no_other_cause() -> None:
    one, other = (
        not_published(
            "junheng run",
            f"The release {release} lacks a table since {time} (process {pid})",
        ).cause_id
        for release, time, pid in (
            ("3bcdaf2bc5050ad3", "2026-11-30T20:03:11+00:00", 12),
            ("aaaaaf2bc5050ad3", "2026-12-01T08:00:00+00:00", 3456),
        )
    )
    assert one == other
    assert locked("a", "held by x").cause_id == locked("b", "held by y").cause_id
    assert (
        not_published("a", "table 12 is empty").cause_id != not_published("a", "table 13 is empty").cause_id
    )


def test_a_channel_hears_what_it_is_about(settings: Settings, channels: Channelled) -> None:
    tell(settings, [BROKEN, REFUSED])
    sent = dict(channels.take())
    assert "not published" in sent["all"] and "export again" in sent["all"]
    assert "not published" not in sent["desk"] and "export again" in sent["desk"]
    tell(settings, [], _ends("refusals"))
    assert {name for name, _ in channels.take()} == {"all", "desk"}


def test_a_dead_channel_is_told_of_by_the_others_once_and_when_it_lives(
    settings: Settings, channels: Channelled
) -> None:
    settings.alerts_file.write_text(
        "language: en\nchannels: [{name: one, variable: A}, {name: two, variable: B}]\n", encoding="utf-8"
    )
    channels.dead = {"two": "connection refused"}
    assert tell(settings, [BROKEN]) == ["No alert through the channel «two»: connection refused."]
    texts = [text.splitlines()[0] for name, text in channels.take() if name == "one"]
    assert texts == ["Junheng: not published", "Junheng: an alert did not get through"]
    tell(settings, [not_published("junheng run", "another thing")])
    assert [name for name, _ in channels.take()] == ["one"]
    assert [each.cause.key for each in telling.standing_channels(settings)] == ["two"]
    channels.dead = {}
    tell(settings, [], _ends("runs"))
    texts = [text.splitlines()[0] for name, text in channels.take() if name == "one"]
    assert texts == ["Junheng: mended", "Junheng: mended"]
    assert telling.standing_channels(settings) == []


def test_what_nobody_heard_is_said_again_after_a_while(
    settings: Settings, channels: Channelled, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels.dead = {"all": "no network", "desk": "no network"}
    tell(settings, [BROKEN])
    channels.dead = {}
    tell(settings)
    assert channels.take() == []
    monkeypatch.setattr(telling, "_AGAIN_AFTER", timedelta(0))
    tell(settings)
    assert ["not published" in text for _, text in channels.take()][:1] == [True]
    tell(settings)
    assert channels.take() == []


def test_without_channels_it_is_recorded_and_told_once_there_are_some(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tell(settings, [BROKEN]) == []
    (line,) = settings.alerts_record.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["begun"][0]["en"] == BROKEN.en
    stand_in = Channelled()
    monkeypatch.setattr(delivery, "deliver", stand_in.deliver)
    monkeypatch.setattr(telling, "_AGAIN_AFTER", timedelta(0))
    settings.alerts_file.write_text("channels: [{name: one, variable: A}]\n", encoding="utf-8")
    tell(settings, [BROKEN])
    assert len(stand_in.take()) == 1


def test_a_run_is_told_of_once_whoever_looks(settings: Settings, channels: Channelled) -> None:
    tell(settings, [killed("Dagster run 1", "noon")], run_id="1")
    tell(settings, [BROKEN], run_id="1")
    assert len(channels.take()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "channels:\n  - {name: a, variable: A}\n  - {name: a, file: f}\n",
            "line 3: channels[a].name stands twice",
        ),
        ("channels:\n  - {name: a}\n", "line 2: channels[a] needs one of variable, file, command"),
        ("channels:\n  - {name: a, url: 'json://x'}\n", "line 2: channels[a].url is not a known key"),
        (
            "channels:\n  - {name: a, variable: A, about: [all]}\n",
            "line 2: channels[a].about[0] is 'all'; allowed",
        ),
        ("channels: {", "line 1"),
        ("language: fr\nchannels: []\n", "line 1: language is 'fr'; allowed are both, zh, en"),
    ],
)
def test_faulty_settings_fail_nothing_and_are_said(
    settings: Settings, channels: Channelled, text: str, said: str
) -> None:
    settings.alerts_file.write_text(text, encoding="utf-8")
    by_command = replace(settings, alert_command="/bin/true")
    (problem,) = tell(by_command, [BROKEN])
    assert f"{settings.alerts_file}: {said}" in problem
    texts = [text for _, text in channels.take()]
    assert "not published" in texts[0] and said in texts[1]
    assert len(texts) == 2


def test_a_half_line_and_lines_of_an_older_version_are_passed_over(
    settings: Settings, channels: Channelled
) -> None:
    older = {"at": "2026-01-01T00:00:00+00:00", "run_id": "x", "job": "j", "step": "s", "error": "e"}
    settings.log_dir.mkdir()
    settings.alerts_record.write_text(json.dumps(older) + '\n{"at": "2026', encoding="utf-8")
    tell(settings, [BROKEN])
    tell(settings, [BROKEN])
    assert len(channels.take()) == 1
    lines = settings.alerts_record.read_text(encoding="utf-8").splitlines()
    assert lines[0] == json.dumps(older) and lines[1] == '{"at": "2026'
    assert list(read_record(settings.alerts_record).standing) == [BROKEN.cause_id]


def test_a_record_that_cannot_be_written_is_said_and_people_still_hear(
    settings: Settings, channels: Channelled
) -> None:
    settings.alerts_record.mkdir(parents=True)
    (problem,) = tell(settings, [BROKEN])
    assert "cannot be recorded" in problem
    assert len(channels.take()) == 1


def test_a_message_is_short_and_holds_no_identity_number(settings: Settings, channels: Channelled) -> None:
    number = "110101199003074258"
    tell(settings, [Cause("refusals", str(n), "", f"{number} {n} {'很' * 4000}") for n in range(9)])
    _, text = channels.take()[0]
    assert number not in text and "110101" in text
    assert len(text.encode()) < 4096
    tell(settings, [Cause("deadlines", str(n), "", f"county {n}") for n in range(9)])
    assert "… and 4 more." in channels.take()[0][1]

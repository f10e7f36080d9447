"""A message goes through real channels, in bounded time, and no secret leaves them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import apprise
import pytest

from orchestration.alerts import delivery
from orchestration.alerts.causes import not_published
from orchestration.alerts.sending import without_secrets
from orchestration.alerts.telling import tell
from orchestration.settings import PROJECT_DIR, Settings
from tests.support.receivers import Received, silent_server
from tests.unit.alerts.conftest import PASSWORD, TOKEN


def test_mail_and_webhook_receive_the_message_within_seconds(
    told: Settings, mail: Received, hook: Received
) -> None:
    began = time.monotonic()
    assert tell(told, [not_published("junheng run", "dbt_build: 表坏了")]) == []
    for received in (mail, hook):
        (message,) = received.messages
        assert received.times[0] - began < 5
        assert "均衡：没有发布 · Junheng: not published" in message
        assert "«junheng run» 没有发布。原因：dbt_build: 表坏了" in message
        assert "«junheng run» published nothing. Why: dbt_build: 表坏了" in message
    assert mail.messages[0].startswith("jh@a.cn → office@b.cn")


def test_a_channel_that_hangs_costs_bounded_time_and_the_others_nothing(
    told: Settings, hook: Received, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(delivery, "SECONDS", 6)
    slow = tmp_path / "slow"
    slow.write_text(f"#!/bin/sh\nsleep 30\ntouch {tmp_path}/late\n", encoding="utf-8")
    slow.chmod(0o755)
    with told.alerts_file.open("a", encoding="utf-8") as stream:
        stream.write(f"  - {{name: slow, command: {slow}}}\n")
    with silent_server() as silent:
        monkeypatch.setenv(
            "JUNHENG_TEST_MAIL",
            f"mailto://u:{PASSWORD}@127.0.0.1:{silent.port}/?mode=insecure&from=a@b.cn&to=c@d.cn",
        )
        began = time.monotonic()
        problems = tell(told, [not_published("junheng run", "x")])
        assert time.monotonic() - began < 12
    assert problems == [
        "No alert through the channel «mail»: no answer within 6 seconds.",
        "No alert through the channel «slow»: no answer within 6 seconds.",
    ]
    assert [text.splitlines()[0] for text in hook.messages] == [
        "均衡：没有发布 · Junheng: not published",
        "均衡：通知渠道不通 · Junheng: an alert did not get through",
    ]


def test_no_secret_leaves_its_place(
    told: Settings, mail: Received, capfd: pytest.CaptureFixture[str]
) -> None:
    (told.warehouse_dir / "hook.url").write_text(f"json://127.0.0.1:1/{TOKEN}", encoding="utf-8")
    problems = tell(told, [not_published("junheng run", "x")])
    written = [told.alerts_file.read_text("utf-8"), told.alerts_record.read_text("utf-8")]
    said = "".join([*problems, *mail.messages, *capfd.readouterr(), *written])
    assert "«hook»" in said
    assert TOKEN not in said and PASSWORD not in said


@pytest.mark.parametrize(
    "url",
    [
        f"dingtalk://{TOKEN}",
        f"json://user:{TOKEN}@host/path",
        f"json://host/{TOKEN}/x",
        f"json://host?key={TOKEN}",
        "mailto://u:s%33cret-t0ken@host",
    ],
)
def test_what_a_library_says_is_cleared_of_the_address(url: str) -> None:
    for said in (f"could not reach {url}", f"bad token {TOKEN}", f"key={TOKEN.upper()} refused"):
        assert TOKEN not in without_secrets(said, url).lower()


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("bogus://x", "its address is none that Apprise knows"),
        ("", "the variable JUNHENG_TEST_MAIL is not set"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(
    told: Settings, monkeypatch: pytest.MonkeyPatch, address: str, problem: str
) -> None:
    monkeypatch.setenv("JUNHENG_TEST_MAIL", address)
    assert tell(told, [not_published("junheng run", "x")]) == [
        f"No alert through the channel «mail»: {problem}."
    ]


def test_any_name_reaches_a_command_in_any_locale(
    told: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONCOERCECLOCALE", "0")
    heard = tmp_path / "heard"
    command = tmp_path / "command"
    command.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{heard}"\n', encoding="utf-8")
    command.chmod(0o755)
    told.alerts_file.write_text(f"channels: [{{name: page, command: {command}}}]", encoding="utf-8")
    odd = b"2024/\xb1\xed.xlsx".decode("utf-8", "surrogateescape")
    assert tell(told, [not_published("junheng run", f"表 {odd} \0")]) == []
    assert "原因：表 2024/" in heard.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["wecombot://", "dingtalk://", "feishu://", "mailtos://", "jsons://"])
def test_the_addresses_that_the_page_names_are_known(scheme: str) -> None:
    page = (PROJECT_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    (address,) = re.findall(f"`({scheme}[^`]+)`", page)
    filled = address.replace("from=…&to=…", "from=a@b.cn&to=c@d.cn").replace("KEY", "0123-abcd")
    assert apprise.Apprise.instantiate(filled.replace("TOKEN", "abc123def456")) is not None


def test_a_file_that_others_read_is_not_used(told: Settings) -> None:
    file = told.warehouse_dir / "hook.url"
    file.chmod(0o644)
    assert tell(told, [not_published("junheng run", "x")]) == [
        f"No alert through the channel «hook»: {file} can be read by others: chmod 600 {file}."
    ]

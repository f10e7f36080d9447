"""A warehouse with channels that are there: a mail server and a webhook on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.support.receivers import Received, mail_server, webhook

TOKEN = "s3cret-t0ken"
PASSWORD = "pa55word"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A warehouse without channels."""
    for name in ("JUNHENG_ALERTS", "JUNHENG_ALERT_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "warehouse").mkdir()
    return Settings.from_environment(tmp_path / "raw", tmp_path / "warehouse")


@pytest.fixture
def mail(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    """A mail server, whose address with its password stands in JUNHENG_TEST_MAIL."""
    with mail_server() as received:
        address = (
            f"mailto://clerk:{PASSWORD}@127.0.0.1:{received.port}/?from=jh@a.cn&to=office@b.cn&mode=insecure"
        )
        monkeypatch.setenv("JUNHENG_TEST_MAIL", address)
        yield received


@pytest.fixture
def hook(settings: Settings) -> Iterator[Received]:
    """A webhook, whose address with its token stands in a file of its own."""
    with webhook() as received:
        file = settings.warehouse_dir / "hook.url"
        file.write_text(f"json://127.0.0.1:{received.port}/{TOKEN}\n", encoding="utf-8")
        file.chmod(0o600)
        yield received


@pytest.fixture
def told(settings: Settings, mail: Received, hook: Received) -> Settings:
    """A warehouse whose alerts.yaml names both."""
    settings.alerts_file.write_text(
        "channels:\n  - {name: mail, variable: JUNHENG_TEST_MAIL}\n  - {name: hook, file: hook.url}\n",
        encoding="utf-8",
    )
    return settings

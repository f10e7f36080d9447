"""Prints docs/questions.md."""

from __future__ import annotations

import sys

from tests.questions import page

sys.stdout.write(page())

"""What the recipes of CONTRIBUTING are carried out on.

What belongs here: fixtures of other rooms that these tests use too. What does not: any test.
"""

from __future__ import annotations

from tests.integration.conftest import committed_sample

__all__ = ["committed_sample"]

"""Exit statuses of `junheng`, in one place."""

from __future__ import annotations

PUBLISHED = 0
NOT_PUBLISHED = 1
USAGE = 2
PUBLISHED_WITH_REFUSALS = 3
LOCKED = 4

MEANING = {
    PUBLISHED: "published",
    NOT_PUBLISHED: "not published",
    USAGE: "usage",
    PUBLISHED_WITH_REFUSALS: "published, but a file was refused or a row quarantined: see «junheng status»",
    LOCKED: "another run holds the warehouse",
}

#: Below the help of a command; the first character keeps its lines as they are.
EPILOG = "\b\nexit status:\n" + "\n".join(f"  {status}  {text}" for status, text in sorted(MEANING.items()))


class UsageError(ValueError):
    """Something about the call is wrong; the text says what and what to do instead."""

"""Which pages there are and where each lies; links between them.

What belongs here: keys of pages, file names, relative links. What does not: what a page says. File names
come from codes, never from names; a code that is no plain one gets a name made of its hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

#: What identifies a page: its kind and codes.
Key = tuple[str, ...]

_PLAIN_CODE = re.compile(r"[0-9A-Za-z]{1,24}")

OVERVIEW: Key = ("overview",)
QUALITY: Key = ("quality",)
METHOD: Key = ("method",)
CHANGES: Key = ("changes",)


def county_key(county: str, year: int) -> Key:
    return ("county", county, str(year))


def evidence_key(county: str, year: int) -> Key:
    return ("evidence", county, str(year))


def differences_key(county: str, year: int) -> Key:
    return ("differences", county, str(year))


def tasks_key(county: str) -> Key:
    return ("tasks", county)


def school_key(county: str, school: str) -> Key:
    return ("school", county, school)


class Places:
    """The file of every page."""

    def __init__(self) -> None:
        self._files: dict[Key, str] = {}

    def add(self, key: Key, file: str) -> None:
        self._files[key] = file

    def __contains__(self, key: Key) -> bool:
        return key in self._files

    def file(self, key: Key) -> str:
        return self._files[key]

    def linker(self, file: str) -> Callable[..., Markup]:
        """The function by which a page in `file` links to others; what has no page is text alone."""
        root = root_of(file)

        def link(key: Key, text: Any, anchor: str = "") -> Markup:
            if key not in self._files:
                return Markup(escape(text))
            # Files and anchors are made of codes; the text is what may hold anything.
            path = root + self._files[key]
            return Markup(
                f'<a href="{path}#{escape(anchor)}">{escape(text)}</a>'
                if anchor
                else f'<a href="{path}">{escape(text)}</a>'
            )

        return link


def root_of(file: str) -> str:
    """The way from a page's folder up to the report's."""
    return "../" * file.count("/")


def file_name(code: str) -> str:
    """A name for a file that any system takes."""
    if _PLAIN_CODE.fullmatch(code):
        return code
    return "x" + hashlib.sha256(code.encode("utf-8", "backslashreplace")).hexdigest()[:16]

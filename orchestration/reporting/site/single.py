"""One county as one file: its pages one after another, styles and script in it, nothing beside.

What belongs here: putting pages together. What does not: what they say. Links between the pages lead inside
the file; a link to a page that is not in it becomes its text.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from orchestration import look
from orchestration.reporting.site.places import file_name
from orchestration.reporting.site.site import Asked, pages
from orchestration.reporting.site.tables import opened

_MAIN = re.compile(r"<main [^>]*>(.*)</main>", re.DOTALL)
#: Whatever a filing holds is escaped, so that these stand only where the templates wrote them.
_ID = re.compile(r' (id|aria-labelledby)="([^"]*)"')
_LINK = re.compile(r'<a href="([^"#]*)#?([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_USE = re.compile(r'<use href="#([^"]*)"')
_ASSET = re.compile(
    r'<(?:link rel="stylesheet" href|script src)="(?:\.\./)*assets/([^"]*)"[^>]*>(?:</script>)?'
)


def write_single(release_dir: Path, out_dir: Path, asked: Asked) -> Path:
    """Write `<county>.html` into the folder and return it. Raises `NothingAskedForError`."""
    with opened(release_dir) as tables:
        drawn = {file: text for file, text in pages(tables, asked) if "/" in file}
    target = out_dir / f"{file_name(asked.counties[0])}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(together(drawn), encoding="utf-8", errors="backslashreplace")
    return target


def together(drawn: dict[str, str]) -> str:
    """The pages as one: the first one's frame, and the content of all."""
    names = {file: f"p{number}" for number, file in enumerate(drawn)}
    content = "".join(_content(file, text, names) for file, text in drawn.items())
    first = next(iter(drawn))
    frame = _ASSET.sub(lambda found: look.inlined(found[1]), drawn[first])
    before, after = frame[: _start(frame)], frame[frame.index("</main>") :]
    return _linked(before, first, names) + content + after


def _start(frame: str) -> int:
    found = _MAIN.search(frame)
    assert found
    return found.start(1)


def _content(file: str, text: str, names: dict[str, str]) -> str:
    found = _MAIN.search(text)
    assert found
    own = names[file]
    named = _ID.sub(lambda each: f' {each[1]}="{own}-{each[2]}"', found[1])
    referring = _USE.sub(lambda each: f'<use href="#{own}-{each[1]}"', named)
    return f'<div class="page" id="{own}">\n{_linked(referring, file, names)}</div>\n'


def _linked(text: str, file: str, names: dict[str, str]) -> str:
    folder = posixpath.dirname(file)

    def lead(found: re.Match[str]) -> str:
        path, anchor, rest, said = found.groups()
        meant = posixpath.normpath(posixpath.join(folder, path)) if path else file
        if path == "" and anchor == "content":
            return found[0]
        if meant not in names:
            return said
        return f'<a href="#{names[meant]}{"-" + anchor if anchor else ""}"{rest}>{said}</a>'

    return _LINK.sub(lead, text)

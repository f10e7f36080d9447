"""`junheng layout suggest FILE`: a draft of a layout for a sheet that no layout fits.

What belongs here: the call, choosing the sheet, where the draft goes. What does not: guessing.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands import exits
from orchestration.commands.arguments import Command, application
from orchestration.commands.console import Console

if TYPE_CHECKING:
    from orchestration.submissions.contract.layouts import Layout
    from orchestration.submissions.files.workbook import Sheet

app = application()


@app.callback()
def layout() -> None:
    """What may be done with layouts, for now one action."""


@app.command(
    "suggest", cls=Command, help="map a sheet's headers to the nearest known form, for a person to review"
)
def suggest_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="a workbook with the new edition's sheet")],
    sheet_name: Annotated[
        str | None,
        typer.Option("--sheet", metavar="S", help="default: the first sheet that no layout fits"),
    ] = None,
    form: Annotated[str | None, typer.Option(metavar="F", help="the form it is, where that is known")] = None,
    edition: Annotated[
        str | None, typer.Option(metavar="E", help="first school year; default: what the title states")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write the draft there (default: the screen)")
    ] = None,
) -> int:
    """Draft a layout. Raises `UsageError` where the file, sheet or form is not there."""
    from orchestration.submissions.contract.layout_files import LayoutError, load_layout, load_layouts
    from orchestration.submissions.forms.draft import draft_layout
    from orchestration.submissions.forms.suggest import LEAST_NEARNESS, suggest

    known = load_layouts()
    among = [each for each in known if form in (None, each.form)]
    if not among:
        forms = ", ".join(dict.fromkeys(each.form for each in known))
        raise exits.UsageError(f"There is no form {form}. There are: {forms}.")
    if out is not None and out.exists():
        raise exits.UsageError(f"{out} is there already; name another file for --out.")
    sheet = _sheet(path, sheet_name, known)
    found = suggest(sheet, known, among)
    notes = Console(sys.stderr)
    if found is None or not found.columns:
        raise exits.UsageError(f"Nothing in sheet «{sheet.name}» looks like the header of a form.")
    if form is None and found.nearness < LEAST_NEARNESS:
        raise exits.UsageError(
            f"No form is near sheet «{sheet.name}»: of {found.layout.form}, edition {found.layout.edition}, "
            f"the nearest, it has {found.nearness:.0%} of the columns. --form names the form, if known."
        )
    draft = draft_layout(found, edition)
    unsure = sum(guess.likeness < 1 for guess in found.columns)
    notes.line(
        f"Sheet «{sheet.name}» is most like {found.layout.form}, edition {found.layout.edition}: "
        f"{len(found.columns)} columns placed, {unsure} of them by likeness, {len(found.unknown)} unknown."
    )
    for tie in found.ties:
        decided = "title or sheet name decide" if tie.is_decided else "nothing on the sheet decides"
        notes.line(f"As near is {tie.layout.form}, edition {tie.layout.edition} ({tie.apart}); {decided}.")
    with tempfile.TemporaryDirectory(prefix="junheng-layout-") as folder:
        trial = Path(folder) / "draft.yaml"
        trial.write_text(draft, encoding="utf-8")
        try:
            load_layout(trial)
        except LayoutError as error:
            notes.line(f"The draft is not whole yet: {error}")
    if out is None:
        Console().line(draft.rstrip("\n"))
    else:
        out.write_text(draft, encoding="utf-8")
        notes.line(f"draft: {out}")
    return exits.PUBLISHED


def _sheet(path: Path, name: str | None, known: Sequence[Layout]) -> Sheet:
    """The sheet named, or the first that no layout fits, or the first that is not empty."""
    from orchestration.submissions.contract.rejection import FileRejected
    from orchestration.submissions.files.opening import open_file
    from orchestration.submissions.forms.lists_of_schools import forms_of_table
    from orchestration.submissions.sheets.headers import Vocabulary, find_header

    if not path.is_file():
        raise exits.UsageError(f"There is no file {path}.")
    try:
        sheets = [sheet for sheet in open_file(path.read_bytes(), path.name).sheets if not sheet.is_empty]
    except FileRejected as rejected:
        raise exits.UsageError(f"{path}: {rejected.rejection.message}. {rejected.rejection.remedy}") from None
    if name is not None:
        named = [sheet for sheet in sheets if sheet.name == name]
        if not named:
            names = "、".join(sheet.name for sheet in sheets)
            raise exits.UsageError(f"{path} has no filled sheet «{name}». It has: {names}.")
        return named[0]
    vocabulary = Vocabulary.of(known)
    for sheet in sheets:
        block = find_header(sheet, vocabulary)
        if block is None or not forms_of_table(block, sheet, known).matches:
            return sheet
    if not sheets:
        raise exits.UsageError(f"{path} holds nothing.")
    return sheets[0]

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
from orchestration.commands.arguments import Command, LocaleLanguage, application, language_of_locale
from orchestration.commands.console import Console

if TYPE_CHECKING:
    from orchestration.submissions.contract.layouts import Layout
    from orchestration.submissions.files.workbook import Sheet

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "no_form": "There is no form {form}. There are: {forms}.",
        "there_already": "{out} is there already; name another file for --out.",
        "no_header": "Nothing in sheet «{sheet}» looks like the header of a form.",
        "not_near": "No form is near sheet «{sheet}»: of {form}, edition {edition}, the nearest, it has "
        "{share} of the columns. --form names the form, if known.",
        "tie_decided": "As near is {form}, edition {edition} ({apart}); title or sheet name decide.",
        "tie_open": "As near is {form}, edition {edition} ({apart}); nothing on the sheet decides.",
        "nearest": "Sheet «{sheet}» is most like {form}, edition {edition}: "
        "{placed} columns placed, {unsure} of them by likeness, {unknown} unknown.",
        "not_whole": "The draft is not whole yet: {error}",
        "draft": "draft: {out}",
        "no_file": "There is no file {path}.",
        "no_sheet": "{path} has no filled sheet «{name}». It has: {names}.",
        "empty": "{path} holds nothing.",
    },
    "zh": {
        "no_form": "没有报表 {form}。现有：{forms}。",
        "there_already": "{out} 已存在；请为 --out 另取文件名。",
        "no_header": "工作表“{sheet}”中没有像报表表头的内容。",
        "not_near": "工作表“{sheet}”与现有报表都不相近：最接近的是 {form}（{edition} 版），"
        "只有其 {share} 的列。如已知报表，请用 --form 指明。",
        "tie_decided": "同样接近的还有 {form}（{edition} 版；{apart}）；由标题或工作表名判定。",
        "tie_open": "同样接近的还有 {form}（{edition} 版；{apart}）；工作表中没有内容可以区分。",
        "nearest": "工作表“{sheet}”最接近 {form}（{edition} 版）："
        "已对应 {placed} 列，其中 {unsure} 列按相似程度对应，另有 {unknown} 列无法识别。",
        "not_whole": "草稿尚不完整：{error}",
        "draft": "草稿：{out}",
        "no_file": "没有文件 {path}。",
        "no_sheet": "{path} 没有非空的工作表“{name}”。现有：{names}。",
        "empty": "{path} 没有内容。",
    },
}

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
    lang: LocaleLanguage = None,
) -> int:
    """Draft a layout. Raises `UsageError` where the file, sheet or form is not there."""
    from orchestration.submissions.contract.layout_files import LayoutError, load_layout, load_layouts
    from orchestration.submissions.forms.draft import draft_layout
    from orchestration.submissions.forms.suggest import LEAST_NEARNESS, suggest

    words = _WORDS[language_of_locale(lang)]
    known = load_layouts()
    among = [each for each in known if form in (None, each.form)]
    if not among:
        forms = ", ".join(dict.fromkeys(each.form for each in known))
        raise exits.UsageError(words["no_form"].format(form=form, forms=forms))
    if out is not None and out.exists():
        raise exits.UsageError(words["there_already"].format(out=out))
    sheet = _sheet(path, sheet_name, known, words)
    found = suggest(sheet, known, among)
    notes = Console(sys.stderr)
    if found is None or not found.columns:
        raise exits.UsageError(words["no_header"].format(sheet=sheet.name))
    if form is None and found.nearness < LEAST_NEARNESS:
        raise exits.UsageError(
            words["not_near"].format(
                sheet=sheet.name,
                form=found.layout.form,
                edition=found.layout.edition,
                share=f"{found.nearness:.0%}",
            )
        )
    draft = draft_layout(found, edition)
    unsure = sum(guess.likeness < 1 for guess in found.columns)
    notes.line(
        words["nearest"].format(
            sheet=sheet.name,
            form=found.layout.form,
            edition=found.layout.edition,
            placed=len(found.columns),
            unsure=unsure,
            unknown=len(found.unknown),
        )
    )
    for tie in found.ties:
        said = words["tie_decided" if tie.is_decided else "tie_open"]
        notes.line(said.format(form=tie.layout.form, edition=tie.layout.edition, apart=tie.apart))
    with tempfile.TemporaryDirectory(prefix="junheng-layout-") as folder:
        trial = Path(folder) / "draft.yaml"
        trial.write_text(draft, encoding="utf-8")
        try:
            load_layout(trial)
        except LayoutError as error:
            notes.line(words["not_whole"].format(error=error))
    if out is None:
        Console().line(draft.rstrip("\n"))
    else:
        out.write_text(draft, encoding="utf-8")
        notes.line(words["draft"].format(out=out))
    return exits.PUBLISHED


def _sheet(path: Path, name: str | None, known: Sequence[Layout], words: dict[str, str]) -> Sheet:
    """The sheet named, or the first that no layout fits, or the first that is not empty."""
    from orchestration.submissions.contract.rejection import FileRejected
    from orchestration.submissions.files.opening import open_file
    from orchestration.submissions.forms.lists_of_schools import forms_of_table
    from orchestration.submissions.sheets.headers import Vocabulary, find_header

    if not path.is_file():
        raise exits.UsageError(words["no_file"].format(path=path))
    try:
        sheets = [sheet for sheet in open_file(path.read_bytes(), path.name).sheets if not sheet.is_empty]
    except FileRejected as rejected:
        raise exits.UsageError(f"{path}: {rejected.rejection.message}. {rejected.rejection.remedy}") from None
    if name is not None:
        named = [sheet for sheet in sheets if sheet.name == name]
        if not named:
            names = "、".join(sheet.name for sheet in sheets)
            raise exits.UsageError(words["no_sheet"].format(path=path, name=name, names=names))
        return named[0]
    vocabulary = Vocabulary.of(known)
    for sheet in sheets:
        block = find_header(sheet, vocabulary)
        if block is None or not forms_of_table(block, sheet, known).matches:
            return sheet
    if not sheets:
        raise exits.UsageError(words["empty"].format(path=path))
    return sheets[0]

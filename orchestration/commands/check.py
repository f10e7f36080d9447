"""`junheng check FILE|DIR`: what a filing holds, lacks and has wrong, before any load.

What belongs here: arguments, the table, JSON and the exit status. What does not: reading, rules (both are
`checking`'s, which takes them from the run itself), the annotated workbook (`reporting`).

Exit status: 0 clean, 1 findings (critical or warning; `info` is shown and counts for nothing), 2 a file that
cannot be opened, or a call that does not say what to check. Of one file alone, forms that the rest of the
county's filing would give are shown as missing and are no findings.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from orchestration.commands import exits
from orchestration.commands.arguments import Command, Language, application
from orchestration.commands.console import Console
from orchestration.settings import Settings
from orchestration.submissions.cells.masking import masked
from orchestration.submissions.folders.listing import folder_county

if TYPE_CHECKING:
    from rich.table import Table

    from orchestration.checking.request import Request
    from orchestration.checking.result import DryRunResult, Finding

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2
_EPILOG = (
    "\b\nexit status:\n  0  clean\n  1  findings (critical or warning)\n"
    "  2  a file cannot be opened, or the call does not say what to check"
)
_ROWS_SHOWN = 50  # of one rule on the screen; JSON and the annotated copy have all

_SEVERITIES = {
    "zh": {"critical": "严重", "warning": "警告", "info": "提示"},
    "en": {"critical": "critical", "warning": "warning", "info": "info"},
}
_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "recognised": ("文件", "状态", "工作表", "表", "版本", "行数"),
        "places": ("文件", "工作表", "单元格", "原文", "问题", "怎么改"),
        "status": {
            "accepted": "已识别",
            "partial": "部分识别",
            "refused": "未识别",
            "unused": "无可用数据",
            "duplicate": "重复文件",
            "superseded": "已被替代",
        },
        "why": "为什么重要：",
        "times": "（{} 处）",
        "more": "……另有 {} 处，见 --format json 或 --annotate。",
        "missing": "尚未见到（应报而没有的表）：",
        "not_checked": "缺少{form}，无法检查：",
        "elsewhere": "同县其他文件另有 {} 处问题，检查整个文件夹可见。",
        "explained": "已说明：",
        "explain": "如属实，请在县文件夹的 explanations.yaml 中按编号说明。",
        "id": "编号",
        "clean": "没有发现问题。",
        "summary": "{critical} 处严重，{warning} 处警告，{info} 处提示。",
        "unreadable": "无法打开：",
    },
    "en": {
        "recognised": ("File", "Status", "Sheet", "Form", "Edition", "Rows"),
        "places": ("File", "Sheet", "Cell", "As filed", "What is wrong", "What to do"),
        "status": {},
        "why": "Why it matters: ",
        "times": " ({}×)",
        "more": "… {} more: see --format json or --annotate.",
        "missing": "Not seen yet (forms the county owes):",
        "not_checked": "Not checked, as {form} is not there: ",
        "elsewhere": "The county's other files have {} more findings: check the folder to see them.",
        "explained": "Explained: ",
        "explain": "If it is right, explain it by its id in explanations.yaml of the county's folder.",
        "id": "Id",
        "clean": "Nothing was found wrong.",
        "summary": "{critical} critical, {warning} warnings, {info} for information.",
        "unreadable": "Cannot be opened: ",
    },
}

app = application()


@app.command(cls=Command, epilog=_EPILOG)
def check(
    path: Annotated[
        Path, typer.Argument(metavar="FILE|DIR", help="a file, a county's folder, a year's, or all of raw/")
    ],
    year: Annotated[int | None, typer.Option(metavar="Y", help="school year, where nothing says it")] = None,
    county: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="county code of six digits, where nothing says it"),
    ] = None,
    raw: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="filings already there: the rest of the county's, and the year before"
        ),
    ] = None,
    output: Annotated[Literal["table", "json"], typer.Option("--format", help="of what is shown")] = "table",
    annotate: Annotated[
        Path | None, typer.Option(metavar="DIR", help="write copies with faulty cells marked into DIR")
    ] = None,
    lang: Language = "zh",
) -> int:
    """Check and show; returns the exit status. Raises `UsageError` if it is not clear what to check."""
    from orchestration.checking.request import RequestError, make_request

    settings = Settings.from_environment()
    progress = Console(sys.stderr)
    try:
        request = make_request(path, year, county, raw, settings.standards_dir)
    except RequestError as error:
        raise exits.UsageError(str(error)) from None
    if annotate is not None:
        _require_apart(annotate, request)
    progress.step("reading; the checks take some seconds to load")
    try:
        from orchestration.checking.dry_run import dry_run

        result = dry_run(request, settings, progress.detail)
    except Exception:
        # Not left to the command line, which would record it in a warehouse and exit as for findings.
        traceback.print_exc()
        return UNREADABLE
    for file in result.files:
        if request.only and file.status == "superseded":
            raise exits.UsageError(
                f"{file.file} is {file.why}: no run reads it. Check the file that replaces it."
            )
    progress.step("1 file checked" if len(result.files) == 1 else f"{len(result.files)} files checked")
    for crash in result.crashed:
        progress.line(f"A check crashed, which is no fault of the filing: {crash}")
    if output == "json":
        from orchestration.checking.result import as_json

        Console().line(json.dumps(as_json(result.findings), ensure_ascii=False, indent=2))
    else:
        _show(Console(), result, lang)
    if annotate is not None:
        for target in _annotate(result, annotate):
            progress.step(f"annotated copy: {target}")
    # A check that crashed has not found the filing clean.
    if result.unreadable or result.crashed:
        return UNREADABLE
    return CLEAN if result.is_clean else FINDINGS


def _require_apart(annotated_dir: Path, request: Request) -> None:
    """An annotated copy among the filings would be read as one."""
    target = annotated_dir.resolve()
    for path in request.links.values():
        folder = path.resolve() if path.is_dir() else path.resolve().parent
        if (path.is_dir() or folder_county(folder.name)) and folder in (target, *target.parents):
            raise exits.UsageError(f"{annotated_dir} lies among the filings: name another folder.")


def _annotate(result: DryRunResult, folder: Path) -> list[Path]:
    from orchestration.checking.result import as_json
    from orchestration.reporting.annotated import write_annotated
    from orchestration.submissions.sheets.identity_numbers import masked_cells

    written = []
    names = [Path(file.file).name for file in result.files]
    for file in result.files:
        found = [finding for finding in result.findings if finding.file == file.file]
        if not found:
            continue
        original = _as_it_is_named(Path(file.file))
        # Files of two counties may have one name: each then goes into its own county's folder.
        below = Path(*original.absolute().parts[-3:-1]) if names.count(original.name) > 1 else Path()
        target = folder / below / f"{Path(file.file).stem}_校验.xlsx"
        cells = {} if file.file in result.unreadable else masked_cells(original.read_bytes(), original.name)
        write_annotated(original, as_json(found), cells, target)
        written.append(target)
    return written


def _as_it_is_named(path: Path) -> Path:
    """The file of a path that is told without identity-card numbers."""
    if path.exists():
        return path
    return next((each for each in path.parent.iterdir() if masked(each.name) == path.name), path)


def _show(console: Console, result: DryRunResult, lang: str) -> None:
    words = _WORDS[lang]
    if result.files:
        console.table(_recognised(result, lang))
    for file in result.unreadable:
        console.line(f"{words['unreadable']}{file}")
    for rule_id, group in groupby(sorted(result.findings, key=_by_rule), key=lambda finding: finding.rule_id):
        _show_rule(console, rule_id, list(group), lang)
    if result.missing:
        console.line(words["missing"])
        for finding in result.missing:
            console.line(f"  {finding.message_zh if lang == 'zh' else finding.message}")
    for form, what_zh, what in result.not_checked:
        console.line(words["not_checked"].format(form=form) + (what_zh if lang == "zh" else what))
    if result.elsewhere:
        console.line(words["elsewhere"].format(result.elsewhere))
    console.line()
    console.line(_summary(result.findings, lang))


def _by_rule(finding: Finding) -> tuple[int, str]:
    return list(_SEVERITIES["en"]).index(finding.severity), finding.rule_id


def _summary(findings: Iterable[Finding], lang: str) -> str:
    counts = dict.fromkeys(_SEVERITIES["en"], 0)
    for finding in findings:
        counts[finding.severity] += 1
    template: str = _WORDS[lang]["summary" if any(counts.values()) else "clean"]
    return template.format(**counts)


def _show_rule(console: Console, rule_id: str, findings: Sequence[Finding], lang: str) -> None:
    words, first = _WORDS[lang], findings[0]
    is_zh = lang == "zh"
    console.line(
        f"\n{_SEVERITIES[lang][first.severity]}  {first.what_zh if is_zh else first.what}  [{rule_id}]"
    )
    console.line(f"{words['why']}{first.why_zh if is_zh else first.why}")
    if first.wants_explanation:
        console.line(words["explain"])
    table = _table([*words["places"], *([words["id"]] if first.wants_explanation else [])])
    lines = Counter(_line(finding, lang) for finding in findings)
    for line, times in list(lines.items())[:_ROWS_SHOWN]:
        table.add_row(*line[:4], line[4] + (words["times"].format(times) if times > 1 else ""), *line[5:])
    console.table(table)
    if more := sum(list(lines.values())[_ROWS_SHOWN:]):
        console.line(words["more"].format(more))


def _line(finding: Finding, lang: str) -> tuple[str, ...]:
    """A finding's line; findings that say the same of the same place are one line, with their number."""
    words, is_zh = _WORDS[lang], lang == "zh"
    remedy = finding.remedy_zh if is_zh else finding.remedy
    return (
        Path(finding.file).name if finding.file else "",
        finding.sheet or "",
        finding.cell or "",
        finding.raw or "",
        finding.message_zh if is_zh else finding.message,
        remedy if finding.explanation is None else words["explained"] + finding.explanation,
        *([finding.finding_id] if finding.wants_explanation else []),
    )


def _recognised(result: DryRunResult, lang: str) -> Table:
    words = _WORDS[lang]
    table = _table(words["recognised"])
    statuses: dict[str, str] = words["status"]
    for file in result.files:
        name, status = Path(file.file).name, statuses.get(file.status, file.status)
        for sheet in file.sheets:
            table.add_row(name, status, sheet.sheet, sheet.name_zh, sheet.edition, str(sheet.rows))
            name = status = ""
        if not file.sheets:
            table.add_row(name, status, "", "", "", "")
    return table


def _table(titles: Iterable[str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table

"""`junheng status`: per county and year what is filed, missing, refused, quarantined, and what to do.

What belongs here: reading the current release and saying it in words. What does not: judging;
every figure and remedy is the release's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.alerts.telling import standing_channels
from orchestration.commands import exits
from orchestration.commands.arguments import (
    Command,
    LocaleLanguage,
    Raw,
    Warehouse,
    application,
    language_of_locale,
)
from orchestration.commands.console import Console
from orchestration.plan import changed_years, in_words
from orchestration.release.store import ReleaseNotFoundError, current_release_id, whole_release
from orchestration.settings import Settings
from orchestration.submissions.folders.listing import list_raw

if TYPE_CHECKING:
    from rich.table import Table

_REMEDIES_SHOWN = 3  # per county and year; the rest is counted
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "release": "Release {release} in {folder}",
        "no_release": "There is no release in {folder} yet; «junheng run» makes one.",
        "titles": "Year|County|Files|Filed|Missing|Refused|Quarantined|What to do",
        "complete": "{complete} of {all} county-years have nothing open.",
        "changed": "{folder} changed since: {years}. «junheng run» reads it.",
        "no_year": "files outside a year's folder",
        "all": "all",
        "forms": "{number} forms",
        "nothing": "Nothing was filed: ask the county for its forms.",
        "missing": "Ask the county for the missing forms.",
        "more": "… {number} more in dq_finding.",
        "explained": "Findings explained: {number}.",
        "corrected": "Corrections in force: {number}.",
    },
    "zh": {
        "release": "发布版本 {release}，位于 {folder}",
        "no_release": "{folder} 中还没有发布版本；请运行 «junheng run»。",
        "titles": "学年|县|文件|已报|未报|拒收|隔离|怎么办",
        "complete": "共 {all} 个县学年，其中 {complete} 个没有待办事项。",
        "changed": "此后 {folder} 有变动：{years}。请运行 «junheng run» 读取。",
        "no_year": "学年文件夹以外的文件",
        "all": "全部",
        "forms": "{number} 张表",
        "nothing": "没有报送：请向该县催报各表。",
        "missing": "请向该县催报未报的表。",
        "more": "……另有 {number} 项，见 dq_finding。",
        "explained": "已说明的问题 {number} 项。",
        "corrected": "生效的更正 {number} 项。",
    },
}

app = application()


@app.command(cls=Command)
def status(
    warehouse: Warehouse = None,
    raw: Raw = None,
    year: Annotated[list[int] | None, typer.Option(metavar="Y...", help="only these school years")] = None,
    county: Annotated[
        list[str] | None, typer.Option(metavar="CODE...", help="only these counties, in full")
    ] = None,
    lang: LocaleLanguage = None,
) -> int:
    """Show the current release's filing table. Raises `UsageError` if there is no release."""
    settings = Settings.from_environment(raw, warehouse)
    language = language_of_locale(lang)
    words = _WORDS[language]
    county_codes = county or ()
    console = Console()
    release_id = current_release_id(settings.current_link)
    if release_id is None:
        raise exits.UsageError(words["no_release"].format(folder=settings.warehouse_dir))
    try:
        whole_release(settings.releases_dir, release_id)
    except ReleaseNotFoundError as error:
        raise exits.UsageError(str(error)) from None
    console.line(words["release"].format(release=release_id, folder=settings.warehouse_dir))
    filings, remedies = _read(settings, release_id, year or (), county_codes, language)
    shown = [each for each in filings if _is_open(each)] if not county_codes else filings
    if shown:
        console.table(_table(shown, remedies, words, in_full=bool(county_codes)))
    complete = sum(1 for each in filings if not _is_open(each))
    console.line(words["complete"].format(complete=complete, all=len(filings)))
    changed = changed_years(list_raw(settings.raw_dir), settings.inputs_dir, settings.today())
    if changed:
        years = in_words([year for year in changed if year]) or words["no_year"]
        console.line(words["changed"].format(folder=settings.raw_dir, years=years))
    for each in standing_channels(settings):
        console.line(each.cause.zh if language == "zh" else each.cause.en)
    return exits.PUBLISHED


def _read(
    settings: Settings,
    release_id: str,
    school_years: Sequence[int],
    county_codes: Sequence[str],
    language: str,
) -> tuple[list[dict[str, Any]], dict[tuple[int, str], list[str]]]:
    """The county_filing rows asked for, and per county and year the remedies, most serious first, each with
    the first place that it is about.
    """
    import duckdb

    database = settings.releases_dir / release_id / "compliance.duckdb"
    chosen = "WHERE (len($years) = 0 OR school_year IN (SELECT unnest($years))) " + (
        "AND (len($counties) = 0 OR county_code IN (SELECT unnest($counties)))"
    )
    parameters = {"years": list(school_years), "counties": list(county_codes)}
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(
            f"SELECT * FROM county_filing {chosen} ORDER BY school_year, county_code", parameters
        )
        names = [each[0] for each in cursor.description or []]
        filings = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        remedies: dict[tuple[int, str], list[str]] = {}
        for year, county, remedy, count, place in connection.execute(
            f"""
            SELECT school_year, county_code, remedy_{language}, count(*) AS findings,
                min(nullif(concat_ws(' · ', path, nullif(src_sheet, ''), cell), '')) AS place
            FROM dq_finding {chosen} AND severity <> 'info' AND gate = 'landing' AND county_code IS NOT NULL
                AND explanation_state IS DISTINCT FROM 'explained'
            GROUP BY school_year, county_code, remedy_{language}
            ORDER BY school_year, county_code, min(CASE severity WHEN 'critical' THEN 0 ELSE 1 END),
                findings DESC, remedy_{language}
            """,
            parameters,
        ).fetchall():
            where = f" — {place}" if place else ""
            times = f" ({count}×)" if count > 1 else ""
            remedies.setdefault((year, county), []).append(remedy + where + times)
    return filings, remedies


def _is_open(filing: dict[str, Any]) -> bool:
    return bool(
        filing["forms_missing"]
        or filing["files_refused"]
        or filing["items_refused"]
        or filing["rows_quarantined"]
        or filing["findings_critical"]
        or filing["findings_warning"]
        or not filing["files"]
    )


def _table(
    filings: Sequence[dict[str, Any]],
    remedies: dict[tuple[int, str], list[str]],
    words: dict[str, str],
    in_full: bool,
) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for position, title in enumerate(words["titles"].split("|")):
        is_number = position in (2, 5, 6)
        table.add_column(title, justify="right" if is_number else "left", overflow="fold")
    for each in filings:
        key = (each["school_year"], each["county_code"])
        table.add_row(
            str(each["school_year"]),
            f"{each['county_code']} {each['county_name'] or ''}".strip(),
            str(each["files"]),
            _forms(each["forms_filed"], words, in_full),
            words["all"] if not each["files"] else each["forms_missing"] or "",
            str(each["items_refused"]),
            str(each["rows_quarantined"]),
            _what_to_do(each, remedies.get(key, []), words),
        )
    return table


def _forms(names: str | None, words: dict[str, str], in_full: bool) -> str:
    if not names or in_full:
        return names or ""
    return words["forms"].format(number=len(names.split(";")))


def _what_to_do(filing: dict[str, Any], remedies: Sequence[str], words: dict[str, str]) -> str:
    tasks = []
    if not filing["files"]:
        tasks.append(words["nothing"])
    elif filing["forms_missing"]:
        tasks.append(words["missing"])
    tasks += remedies[:_REMEDIES_SHOWN]
    if len(remedies) > _REMEDIES_SHOWN:
        tasks.append(words["more"].format(number=len(remedies) - _REMEDIES_SHOWN))
    if filing["findings_explained"]:
        tasks.append(words["explained"].format(number=filing["findings_explained"]))
    if filing["corrections_in_force"]:
        tasks.append(words["corrected"].format(number=filing["corrections_in_force"]))
    return "\n".join(tasks)

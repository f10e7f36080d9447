"""Assets of the two gates, and one asset check per expectation, on the asset that it is about.

What belongs here: how the results of the gates are shown. What does not: a check (`quality/`,
`expectations/`), which years are checked (`pipeline`), or the decision to publish (`release/`): asset checks
are for display, and a run that leaves them out still meets the release's guard.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import dagster as dg

from orchestration import pipeline
from orchestration.defs import groups
from orchestration.defs.ingest import LANDING_KEYS
from orchestration.defs.warehouse import OWNER_AUDIT, OWNER_DATA, POOL, refusals_final
from orchestration.quality.catalogue import Expectation, Suite, load_catalogue
from orchestration.quality.outcome import CheckOutcome, Row
from orchestration.settings import Settings
from orchestration.single_checks import check_again, check_outcomes

LANDING_GATE = dg.AssetKey(["quality", "landing_gate"])
QUARANTINE = dg.AssetKey(["landing", "quarantine"])
MART_GATE = dg.AssetKey(["quality", "mart_gate"])
#: The suite over what the reader could not read.
REFUSALS = "refusals"
_SEVERITY = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


def build_quality_assets(settings: Settings, tested_keys: Sequence[dg.AssetKey]) -> list[dg.AssetsDefinition]:
    """The landing gate (with the quarantine) and the mart gate, in this order.

    `tested_keys`: the marts, and the views over them that the mart gate tests.
    """

    @dg.multi_asset(
        name="landing_gate",
        specs=[
            dg.AssetSpec(
                LANDING_GATE,
                deps=list(LANDING_KEYS.values()),
                group_name=groups.LANDING,
                kinds={"python", "greatexpectations"},
                owners=[OWNER_AUDIT],
                description=(
                    "Great Expectations over the landing: keys, values, sums, comparisons with last "
                    "year. Every result is recorded, passes too."
                ),
            ),
            dg.AssetSpec(
                QUARANTINE,
                deps=list(LANDING_KEYS.values()),
                group_name=groups.LANDING,
                kinds={"python", "parquet"},
                owners=[OWNER_DATA],
                description="Rows and cells the landing gate took out; the facts leave them out.",
            ),
        ],
        pool=POOL,
    )
    def landing_gate(
        context: dg.AssetExecutionContext,
        warehouse: dg.ResourceParam[pipeline.Warehouse],
    ) -> Iterator[dg.MaterializeResult[None]]:
        with refusals_final():
            summary = pipeline.check_landing(warehouse)
        for line in _refused(warehouse):
            context.log.warning(line)
        years = list(pipeline.landed_files(settings))
        yield dg.MaterializeResult(
            asset_key=LANDING_GATE,
            metadata={
                "school_years_checked": ", ".join(map(str, summary.school_years)),
                "passed": summary.passed,
                "failed": summary.failed,
                "errors": summary.errors,
                "findings": dict(summary.findings),
                "path": dg.MetadataValue.path(str(settings.quality_dir / "landing")),
            },
        )
        yield dg.MaterializeResult(
            asset_key=QUARANTINE,
            metadata={
                "dagster/row_count": sum(pipeline.rows_quarantined(settings, year) for year in years),
                "path": dg.MetadataValue.path(str(settings.landing_dir / "quarantine")),
            },
        )

    @dg.asset(
        key=MART_GATE,
        deps=[*tested_keys, LANDING_GATE],
        group_name=groups.RELEASE,
        kinds={"python", "greatexpectations"},
        owners=[OWNER_AUDIT],
        pool=POOL,
        description=(
            "Great Expectations over the marts: statuses, completeness against the expected index, "
            "ranges. A critical failure means that an invariant of our code broke."
        ),
    )
    def mart_gate(warehouse: dg.ResourceParam[pipeline.Warehouse]) -> dg.MaterializeResult[None]:
        with refusals_final():
            summary = pipeline.check_marts(warehouse)
        return dg.MaterializeResult(
            metadata={
                "passed": summary.passed,
                "failed": summary.failed,
                "errors": summary.errors,
                "findings": dict(summary.findings),
                "path": dg.MetadataValue.path(str(settings.quality_dir / "marts")),
                "quality_page": quality_page(settings),
            },
        )

    return [landing_gate, mart_gate]


def _refused(warehouse: pipeline.Warehouse) -> Iterator[str]:
    """A line for each of the first things that could not be read: where, what is wrong, what to do."""
    found = check_outcomes(warehouse, "landing") or {}
    suites = load_catalogue(warehouse.settings.expectations_dir, "landing")
    (suite,) = (each for each in suites if each.name == REFUSALS)
    for expectation in suite.expectations:
        outcome = found.get(expectation.id)
        if outcome is None or expectation.severity != "critical":
            continue
        for each in outcome.findings:
            place = " · ".join(each[name] for name in ("path", "src_sheet", "cell") if each[name])
            said = (each[f"{name}_{language}"] for language in ("en", "zh") for name in ("message", "remedy"))
            yield f"Refused 拒收: {place}: {' '.join(said)}"
        if outcome.rows_failing > len(outcome.findings):
            yield f"… and {outcome.rows_failing - len(outcome.findings)} more of {expectation.id}."


def build_quality_checks(
    settings: Settings, asset_of: Callable[[Suite], dg.AssetKey]
) -> list[dg.AssetChecksDefinition]:
    """The checks of the two gates; `asset_of` says which asset a suite is about.

    After a gate they show what it wrote. Executed alone, or where the gate has not seen what is there, they
    test again, and nothing is written.
    """
    return [
        _gate_checks(settings, "landing", LANDING_GATE, asset_of),
        _gate_checks(settings, "marts", MART_GATE, asset_of),
    ]


def _gate_checks(
    settings: Settings, gate: str, after: dg.AssetKey, asset_of: Callable[[Suite], dg.AssetKey]
) -> dg.AssetChecksDefinition:
    expectations: dict[dg.AssetCheckKey, Expectation] = {}
    specs = []
    for suite in load_catalogue(settings.expectations_dir, gate):
        for expectation in suite.expectations:
            spec = dg.AssetCheckSpec(
                name=_check_name(suite.name, expectation.id),
                asset=asset_of(suite),
                additional_deps=[after],
                description=_explained(expectation),
                metadata={
                    "severity": expectation.severity,
                    "dimension": expectation.dimension,
                    "owner": expectation.owner,
                },
            )
            specs.append(spec)
            expectations[spec.key] = expectation

    @dg.multi_asset_check(name=f"{gate}_checks", specs=specs, can_subset=True, pool=POOL)
    def checks(
        context: dg.AssetCheckExecutionContext, warehouse: dg.ResourceParam[pipeline.Warehouse]
    ) -> Iterator[dg.AssetCheckResult]:
        chosen = {key: expectations[key] for key in context.selected_asset_check_keys}
        # «Execute» on a check selects checks, and no asset.
        alone = context.run.asset_check_selection and not context.run.asset_selection
        with refusals_final():
            found = None if alone else check_outcomes(warehouse, gate)
            if found is None:
                found = check_again(warehouse, gate, {each.id for each in chosen.values()})
        for key, expectation in chosen.items():
            yield check_result(settings, gate, key, expectation, found.get(expectation.id, CheckOutcome()))

    return checks


def _check_name(suite: str, expectation_id: str) -> str:
    return f"{suite}__{expectation_id}".replace("-", "_")


def _explained(expectation: Expectation) -> str:
    parts = (expectation.what, expectation.why, expectation.fix)
    return "\n\n".join(f"{part.en} {part.zh}" for part in parts)


def check_result(
    settings: Settings, gate: str, key: dg.AssetCheckKey, expectation: Expectation, outcome: CheckOutcome
) -> dg.AssetCheckResult:
    """Failed if any year failed or crashed; says what is wrong, where, and what to do."""
    crashed = "ERROR" in outcome.statuses
    shown: dict[str, Any] = {"rows_failing": outcome.rows_failing, "rows_checked": outcome.rows_checked}
    if outcome.error:
        shown["error"] = outcome.error
    if outcome.findings:
        shown |= _first(outcome.findings[0])
        shown["findings"] = dg.MetadataValue.md(findings_table(outcome.findings))
    if not outcome.passed:
        shown["quality_page"] = quality_page(settings, f"{gate}-{expectation.id}")
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=outcome.passed,
        severity=dg.AssetCheckSeverity.ERROR if crashed else _SEVERITY[expectation.severity],
        description=_said(expectation, outcome),
        metadata=shown,
    )


def _said(expectation: Expectation, outcome: CheckOutcome) -> str:
    if outcome.passed:
        return (
            f"{outcome.rows_checked} rows looked at, none fails. 检查 {outcome.rows_checked} 行，全部通过。"
        )
    if outcome.error:
        return f"The check itself crashed: {outcome.error} 检查本身出错。"
    if not outcome.statuses:
        return "No result is recorded. 没有检查结果。"
    fix = expectation.fix
    count = f"Rows that fail: {outcome.rows_failing}. 未通过：{outcome.rows_failing} 行。"
    return f"{count}\n\n{expectation.what.en} {expectation.what.zh}\n\n{fix.en} {fix.zh}"


def _first(finding: Row) -> dict[str, Any]:
    """Where the first finding stands, what is wrong there, and what to do."""
    names = {"file": "path", "sheet": "src_sheet", "cell": "cell"}
    place = {shown: finding[name] for shown, name in names.items() if finding[name]}
    return place | {
        "message": f"{finding['message_en']}\n{finding['message_zh']}",
        "remedy": f"{finding['remedy_en']}\n{finding['remedy_zh']}",
    }


_COLUMNS = {
    "year 学年": ("school_year",),
    "county 县": ("county_code",),
    "file 文件": ("path",),
    "sheet 工作表": ("src_sheet",),
    "cell 单元格": ("cell",),
    "what is wrong 问题": ("message_en", "message_zh"),
    "what to do 怎么办": ("remedy_en", "remedy_zh"),
}


def findings_table(findings: Sequence[Row]) -> str:
    """Findings as a table in Markdown."""
    lines = [" | ".join(_COLUMNS), " | ".join("---" for _ in _COLUMNS)]
    for each in findings:
        cells = ("<br>".join(_cell(each[name]) for name in names) for names in _COLUMNS.values())
        lines.append(" | ".join(cells))
    return "\n".join(f"| {line} |" for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())


def quality_page(settings: Settings, place: str = "") -> dg.MetadataValue[Any]:
    """The page with every check of a run, at a place of it."""
    page = settings.quality_page or (settings.quality_dir / "docs" / "index.html").as_uri()
    return dg.MetadataValue.url(f"{page}#{place}" if place else page)

"""The catalogue of expectations: the YAML suites, read and checked.

What belongs here: reading `expectations/<gate>/*.yaml` into plain records and refusing a faulty suite
with its file and key. What does not: Great Expectations itself; this module imports only yaml, so that
the release guard can be told what a complete gate must have without trusting the gate.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

GATES = ("landing", "marts")
SEVERITIES = ("critical", "warning", "info")
DIMENSIONS = (
    "completeness",
    "validity",
    "uniqueness",
    "consistency",
    "timeliness",
    "plausibility",
    "accuracy",
)

#: Stock expectations of Great Expectations that name the failing rows, and the arguments each takes
#: (first those that name columns). Aggregate expectations have no coordinates and are not allowed:
#: put the aggregate into a check and test its derived column.
ROW_EXPECTATIONS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "ExpectColumnValuesToNotBeNull": (frozenset({"column"}), frozenset()),
    "ExpectColumnValuesToBeNull": (frozenset({"column"}), frozenset()),
    "ExpectColumnValuesToBeBetween": (
        frozenset({"column"}),
        frozenset({"min_value", "max_value", "strict_min", "strict_max"}),
    ),
    "ExpectColumnValuesToBeInSet": (frozenset({"column"}), frozenset({"value_set"})),
    "ExpectColumnValuesToNotBeInSet": (frozenset({"column"}), frozenset({"value_set"})),
    "ExpectColumnValuesToMatchRegex": (frozenset({"column"}), frozenset({"regex"})),
    "ExpectColumnValuesToNotMatchRegex": (frozenset({"column"}), frozenset({"regex"})),
    "ExpectColumnValuesToBeUnique": (frozenset({"column"}), frozenset()),
    "ExpectColumnPairValuesToBeEqual": (
        frozenset({"column_A", "column_B"}),
        frozenset({"ignore_row_if"}),
    ),
    "ExpectColumnPairValuesAToBeGreaterThanB": (
        frozenset({"column_A", "column_B"}),
        frozenset({"or_equal", "ignore_row_if"}),
    ),
}

#: The C reader where PyYAML was built with it: ten times as fast, and as safe.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: Columns a message may name in every suite.
STANDARD_COLUMNS = ("school_year", "county_code", "school_code", "observed", "path", "sheet", "cell", "field")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SUITE_KEYS = frozenset(
    {"relation", "check", "checked", "needs", "folder_faults", "reads_findings"}
    | {"key", "columns", "details", "expectations"}
)
_EXPECTATION_REQUIRED = frozenset(
    {"id", "type", "kwargs", "severity", "dimension", "owner", "message", "what", "why", "fix"}
)
_EXPECTATION_KEYS = _EXPECTATION_REQUIRED | {"field", "observed", "remedy", "quarantine", "suspicion"}
_QUARANTINE = ("row", "cell")


class SuiteError(ValueError):
    """A suite that cannot be used; the text names the file and the key."""


@dataclass(frozen=True)
class Text:
    """A text for people, in English and in Chinese; may be a template with `{column}` places."""

    en: str
    zh: str


@dataclass(frozen=True)
class Expectation:
    """One rule. `kwargs` go to the stock expectation `type` unchanged.

    field: landing field whose cell a finding shows, where the row itself does not say it (`src_field`).
    observed: column whose value a finding shows; by default the tested column.
    remedy: template that takes the place of `fix` in a finding.
    quarantine: None, or what is set aside: the `row`, or the `cell` named by the field.
    suspicion: what it finds may be right after all: every finding wants an explanation (dq_result and
    dq_finding publish it as `wants_explanation`). A contradiction is no suspicion, for one side is wrong.
    """

    id: str
    type: str
    kwargs: Mapping[str, Any]
    severity: str
    dimension: str
    owner: str
    message: Text
    what: Text
    why: Text
    fix: Text
    remedy: Text
    field: str | None
    observed: str
    quarantine: str | None
    suspicion: bool

    @property
    def tested_columns(self) -> tuple[str, ...]:
        """Columns the expectation looks at."""
        names = sorted(ROW_EXPECTATIONS[self.type][0])
        return tuple(str(self.kwargs[name]) for name in names)


@dataclass(frozen=True)
class Suite:
    """One suite: what it reads (a landing relation, a mart, or a check of dbt_project/models/checks) and its
    expectations.

    checked: for a check that returns suspects only, the relations whose rows were looked through.
    needs: forms of the registry without which the suite says nothing of part of a county's filing: `junheng
        check` of a file alone leaves its findings out. The gate itself, which sees all, takes no notice.
    folder_faults: also run for school year 0, where faults of the folders of raw/ are kept.
    reads_findings: run after the other suites of the gate; its SELECT may read `found`, their findings.
    key: columns that identify a row; part of a finding's id.
    columns: the tested columns, all that is loaded into pandas; details: further ones for messages.
    """

    name: str
    gate: str
    relation: str | None
    check: str | None
    checked: tuple[str, ...]
    needs: tuple[str, ...]
    folder_faults: bool
    reads_findings: bool
    key: tuple[str, ...]
    columns: tuple[str, ...]
    details: tuple[str, ...]
    expectations: tuple[Expectation, ...]

    @property
    def source(self) -> str:
        """The model that is tested; of a landing relation the one with the corrections in force."""
        if self.relation is not None:
            return f"filed_{self.relation}" if self.gate == "landing" else self.relation
        return str(self.check)


class _Reader:
    """Takes values out of one YAML mapping and names file and key in every refusal."""

    def __init__(self, file: str, place: str, data: object, known: frozenset[str]) -> None:
        self.file = file
        self.place = place
        if not isinstance(data, dict):
            raise SuiteError(f"{file}: {place or 'the file'} must be a mapping")
        self.data: dict[str, Any] = data
        for name in data:
            if name not in known:
                self.refuse(str(name), f"is not a known key; known are {', '.join(sorted(known))}")

    def refuse(self, name: str, problem: str) -> None:
        key = f"{self.place}.{name}" if self.place else name
        raise SuiteError(f"{self.file}: {key} {problem}")

    def text(self, name: str, optional: bool = False) -> str | None:
        value = self.data.get(name)
        if value is None and optional:
            return None
        if not isinstance(value, str) or not value.strip():
            self.refuse(name, "must be a text")
        return str(value)

    def required(self, name: str) -> str:
        return str(self.text(name))

    def choice(self, name: str, allowed: tuple[str, ...], optional: bool = False) -> str | None:
        value = self.text(name, optional)
        if value is not None and value not in allowed:
            self.refuse(name, f"is {value!r}; allowed are {', '.join(allowed)}")
        return value

    def flag(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            self.refuse(name, "must be true or false")
        return bool(value)

    def names(self, name: str, optional: bool = False) -> tuple[str, ...]:
        value = self.data.get(name, [] if optional else None)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(name, "must be a list of column names")
        if not value and not optional:
            self.refuse(name, "must name at least one column")
        return tuple(value or ())

    def both(self, name: str) -> Text:
        value = self.data.get(name)
        if not isinstance(value, dict) or set(value) != {"en", "zh"}:
            self.refuse(name, "must have exactly the keys en and zh")
            raise AssertionError  # refuse always raises
        for language in ("en", "zh"):
            if not isinstance(value[language], str) or not value[language].strip():
                self.refuse(f"{name}.{language}", "must be a text")
        return Text(" ".join(value["en"].split()), " ".join(value["zh"].split()))


def load_catalogue(expectations_dir: Path, gate: str) -> tuple[Suite, ...]:
    """All suites of a gate, in order of name.

    Raises `SuiteError` for a gate without suites, a faulty suite, an unknown expectation type, or an
    expectation id used twice (ids are unique over a gate, as quarantine rows name nothing else).
    """
    if gate not in GATES:
        raise SuiteError(f"gate is {gate!r}; allowed are {', '.join(GATES)}")
    files = sorted((expectations_dir / gate).glob("*.yaml"))
    if not files:
        raise SuiteError(f"{expectations_dir / gate}: no suite (*.yaml) is there")
    suites = tuple(_read_suite(file, gate) for file in files)
    seen: dict[str, str] = {}
    for suite in suites:
        for expectation in suite.expectations:
            if expectation.id in seen:
                raise SuiteError(
                    f"{gate}/{suite.name}.yaml: id {expectation.id!r} is already used "
                    f"in {seen[expectation.id]}.yaml"
                )
            seen[expectation.id] = suite.name
    return suites


def expected_results(
    expectations_dir: Path, gate: str, school_year: int | None = None
) -> list[tuple[str, str]]:
    """The (suite, expectation_id) pairs a complete gate must have, sorted.

    For the landing gate each school year must have all of them; school year 0 (folder faults) has only
    those of the suites marked `folder_faults`.
    """
    return sorted(
        (suite.name, expectation.id)
        for suite in load_catalogue(expectations_dir, gate)
        if school_year != 0 or gate != "landing" or suite.folder_faults
        for expectation in suite.expectations
    )


def _read_suite(file: Path, gate: str) -> Suite:
    label = f"{gate}/{file.name}"
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        raise SuiteError(f"{label}: not readable as YAML: {error}") from error
    reader = _Reader(label, "", data, _SUITE_KEYS)
    relation = reader.text("relation", optional=True)
    check = reader.text("check", optional=True)
    if (relation is None) == (check is None):
        reader.refuse("relation", "or check must be given, and only one of them")
    columns = reader.names("columns")
    key = reader.names("key")
    details = reader.names("details", optional=True)
    entries = reader.data.get("expectations")
    if not isinstance(entries, list) or not entries:
        reader.refuse("expectations", "must be a list with at least one expectation")
        raise AssertionError  # refuse always raises
    shown = frozenset({*columns, *key, *details, *STANDARD_COLUMNS})
    return Suite(
        name=file.stem,
        gate=gate,
        relation=relation,
        check=check,
        checked=reader.names("checked", optional=True),
        needs=reader.names("needs", optional=True),
        folder_faults=reader.flag("folder_faults"),
        reads_findings=reader.flag("reads_findings"),
        key=key,
        columns=columns,
        details=details,
        expectations=tuple(
            _read_expectation(label, position, entry, columns, shown)
            for position, entry in enumerate(entries)
        ),
    )


def _read_expectation(
    label: str, position: int, entry: object, columns: tuple[str, ...], shown: frozenset[str]
) -> Expectation:
    place = f"expectations[{position}]"
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        place = f"expectations[{entry['id']}]"
    reader = _Reader(label, place, entry, _EXPECTATION_KEYS)
    for name in sorted(_EXPECTATION_REQUIRED - set(reader.data)):
        reader.refuse(name, "is missing")
    if not _ID.match(reader.required("id")):
        reader.refuse("id", "must be kebab-case: a-z, 0-9 and single hyphens")
    kind = reader.required("type")
    if kind not in ROW_EXPECTATIONS:
        reader.refuse("type", f"is {kind!r}, which is no stock expectation that names failing rows")
    kwargs = reader.data["kwargs"]
    if not isinstance(kwargs, dict):
        reader.refuse("kwargs", "must be a mapping")
    naming, further = ROW_EXPECTATIONS[kind]
    for name in sorted(naming):
        if kwargs.get(name) not in columns:
            reader.refuse(
                f"kwargs.{name}", f"is {kwargs.get(name)!r}, which is not among the suite's columns"
            )
    for name in sorted(set(kwargs) - naming - further):
        reader.refuse(f"kwargs.{name}", f"is not an argument of {kind}")
    fix = reader.both("fix")
    texts = {
        "message": reader.both("message"),
        "remedy": reader.both("remedy") if "remedy" in reader.data else fix,
    }
    for name, text in texts.items():
        for template in (text.en, text.zh):
            _check_places(reader, name, template, shown)
    tested = "column" if "column" in naming else "column_A"
    observed = reader.text("observed", optional=True) or str(kwargs[tested])
    if observed not in shown:
        reader.refuse("observed", f"is {observed!r}, which is not among columns, key and details")
    return Expectation(
        id=reader.required("id"),
        type=kind,
        kwargs=kwargs,
        severity=str(reader.choice("severity", SEVERITIES)),
        dimension=str(reader.choice("dimension", DIMENSIONS)),
        owner=reader.required("owner"),
        message=texts["message"],
        what=reader.both("what"),
        why=reader.both("why"),
        fix=fix,
        remedy=texts["remedy"],
        field=reader.text("field", optional=True),
        observed=observed,
        quarantine=reader.choice("quarantine", _QUARANTINE, optional=True),
        suspicion=reader.flag("suspicion"),
    )


def _check_places(reader: _Reader, name: str, template: str, shown: frozenset[str]) -> None:
    try:
        places = [place for _, place, _, _ in string.Formatter().parse(template) if place is not None]
    except ValueError as error:
        reader.refuse(name, f"is not a readable template: {error}")
    for place in places:
        if place not in shown:
            reader.refuse(name, f"names {{{place}}}, which is not among columns, key and details")

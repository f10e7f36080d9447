"""The catalogue of expectations: the YAML suites, read and checked.

What belongs here: the models of `expectations/<gate>/*.yaml`, and refusing a faulty suite with its file, line
and key. What does not: Great Expectations itself; this module imports only yaml and pydantic, so that the
release guard can be told what a complete gate must have without trusting the gate.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from orchestration.yaml_files import KeyPath, Strict, YamlFaultsError, YamlFile

GATES = ("landing", "marts")
Severity = Literal["critical", "warning", "info"]
SEVERITIES = get_args(Severity)
Dimension = Literal[
    "completeness", "validity", "uniqueness", "consistency", "timeliness", "plausibility", "accuracy"
]

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

#: Columns a message may name in every suite.
STANDARD_COLUMNS = ("school_year", "county_code", "school_code", "observed", "path", "sheet", "cell", "field")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class SuiteError(ValueError):
    """A suite that cannot be used; the text names the file, the line and the key."""


def _stock(kind: str) -> str:
    if kind not in ROW_EXPECTATIONS:
        raise ValueError(f"is {kind!r}, which is no stock expectation that names failing rows")
    return kind


def _kebab(name: str) -> str:
    if not _ID.match(name):
        raise ValueError("must be kebab-case: a-z, 0-9 and single hyphens")
    return name


_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Prose = Annotated[_Words, AfterValidator(lambda text: " ".join(text.split()))]
_Columns = Annotated[tuple[_Words, ...], Field(min_length=1)]


class Text(Strict):
    """A text for people, in English and in Chinese; may be a template with `{column}` places."""

    en: _Prose
    zh: _Prose


class Expectation(Strict):
    """One rule. `kwargs` go to the stock expectation `type` unchanged.

    field: landing field whose cell a finding shows, where the row itself does not say it (`src_field`).
    observed: column whose value a finding shows; by default the tested column.
    remedy: template that takes the place of `fix` in a finding.
    quarantine: None, or what is set aside: the `row`, or the `cell` named by the field.
    suspicion: what it finds may be right after all: every finding wants an explanation (dq_result and
    dq_finding publish it as `wants_explanation`). A contradiction is no suspicion, for one side is wrong.
    """

    id: Annotated[_Words, AfterValidator(_kebab)]
    type: Annotated[_Words, AfterValidator(_stock)]
    kwargs: dict[str, Any]
    severity: Severity
    dimension: Dimension
    owner: _Words
    message: Text
    what: Text
    why: Text
    fix: Text
    stated_remedy: Text | None = Field(None, alias="remedy")
    field: _Words | None = None
    stated_observed: _Words | None = Field(None, alias="observed")
    quarantine: Literal["row", "cell"] | None = None
    suspicion: StrictBool = False

    @property
    def remedy(self) -> Text:
        return self.stated_remedy or self.fix

    @property
    def observed(self) -> str:
        return self.stated_observed or self.tested_columns[0]

    @property
    def tested_columns(self) -> tuple[str, ...]:
        """Columns the expectation looks at."""
        names = sorted(ROW_EXPECTATIONS[self.type][0])
        return tuple(str(self.kwargs[name]) for name in names)


class Suite(Strict):
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
    relation: _Words | None = None
    check: _Words | None = None
    checked: tuple[_Words, ...] = ()
    needs: tuple[_Words, ...] = ()
    folder_faults: StrictBool = False
    reads_findings: StrictBool = False
    key: _Columns
    columns: _Columns
    details: tuple[_Words, ...] = ()
    expectations: Annotated[tuple[Expectation, ...], Field(min_length=1)]

    @property
    def source(self) -> str:
        """The model that is tested; of a landing relation the one with the corrections in force."""
        if self.relation is not None:
            return f"filed_{self.relation}" if self.gate == "landing" else self.relation
        return str(self.check)


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


def _read_suite(path: Path, gate: str) -> Suite:
    try:
        file = YamlFile.own(path, may_repeat=True)
        suite = file.read(Suite, name=path.stem, gate=gate)
        file.check(_faults(suite))
    except YamlFaultsError as error:
        raise SuiteError(f"{gate}/{path.name}: {error}") from error
    return suite


def _faults(suite: Suite) -> Iterator[tuple[KeyPath, str]]:
    """What one part of a suite says that another makes impossible, by key."""
    if (suite.relation is None) == (suite.check is None):
        yield ("relation",), "or check must be given, and only one of them"
    shown = {*suite.columns, *suite.key, *suite.details, *STANDARD_COLUMNS}
    for position, expectation in enumerate(suite.expectations):
        for key, reason in _faults_of_expectation(expectation, suite.columns, shown):
            yield ("expectations", position, *key), reason


def _faults_of_expectation(
    expectation: Expectation, columns: tuple[str, ...], shown: set[str]
) -> Iterator[tuple[KeyPath, str]]:
    kwargs = expectation.kwargs
    naming, further = ROW_EXPECTATIONS[expectation.type]
    for name in sorted(naming):
        if kwargs.get(name) not in columns:
            yield ("kwargs", name), f"is {kwargs.get(name)!r}, which is not among the suite's columns"
    for name in sorted(set(kwargs) - naming - further):
        yield ("kwargs", name), f"is not an argument of {expectation.type}"
    if expectation.observed not in shown:
        yield ("observed",), f"is {expectation.observed!r}, which is not among columns, key and details"
    for name, text in (("message", expectation.message), ("remedy", expectation.remedy)):
        for template in (text.en, text.zh):
            for reason in _faults_of_template(template, shown):
                yield (name,), reason


def _faults_of_template(template: str, shown: set[str]) -> Iterator[str]:
    try:
        places = [place for _, place, _, _ in string.Formatter().parse(template) if place is not None]
    except ValueError as error:
        yield f"is not a readable template: {error}"
        return
    for place in places:
        if place not in shown:
            yield f"names {{{place}}}, which is not among columns, key and details"

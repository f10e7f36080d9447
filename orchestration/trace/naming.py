"""What is asked for by name, found in a release; what is unknown is answered with what is near.

What belongs here: the release's tables as rows, and county, indicator, rule set and school among them. What
does not: results and inputs (`reading`).
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import duckdb

Row = dict[str, Any]
_NEAREST = 4  # candidates named where a name is unknown
_LISTED = 9  # where none is near, so many are named as there are


#: The mean of the CVs of a rule set's indicators is no indicator of the registry; the rest is the rule set's.
COMPOSITE = "ALL"
_COMPOSITE = {
    "indicator_id": COMPOSITE,
    "entity_type": "county",
    "name_zh": "综合差异系数",
    "name_en": "Mean of the coefficients of variation",
    "unit_zh": None,
    "unit_en": None,
    "multiplier": 1.0,
}


class UnknownNameError(LookupError):
    """Nothing of that name in the release; the text names the nearest."""


class Release:
    """Queries over one release, opened read-only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, query: str, **parameters: Any) -> list[Row]:
        cursor = self._connection.execute(query, parameters)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def values(self, query: str, **parameters: Any) -> list[Any]:
        return [row[0] for row in self._connection.execute(query, parameters).fetchall()]


def find_county(release: Release, name: str, year: int | None) -> tuple[Row, int]:
    known = release.rows("SELECT DISTINCT county_code AS code, county_name AS name FROM dim_county")
    meant = _meant(name, known)
    if not meant:
        raise UnknownNameError(f"The release knows no county {name!r}.{_nearest(name, known)}")
    codes = sorted({row["code"] for row in meant})
    if len(codes) > 1:
        raise UnknownNameError(f"{name!r} is the name of several counties: {', '.join(codes)}.")
    found = release.rows(
        "SELECT * FROM dim_county WHERE county_code = $code ORDER BY school_year", code=codes[0]
    )
    years = [row["school_year"] for row in found]
    # Without --year: the last year the county filed in, else the last there is.
    filed = [row["school_year"] for row in found if row["has_filed"]]
    chosen = year if year is not None else (filed or years)[-1]
    if chosen not in years:
        raise UnknownNameError(
            f"The release has no school year {chosen} of {codes[0]}; it has {', '.join(map(str, years))}."
        )
    return found[years.index(chosen)], chosen


def find_indicator(release: Release, name: str) -> Row:
    known = [*release.rows("SELECT * FROM dim_indicator ORDER BY indicator_id"), _COMPOSITE]
    for row in known:
        if name.upper() == row["indicator_id"] or name == row["name_zh"]:
            return row
    codes = [{"code": row["indicator_id"], "name": row["name_zh"]} for row in known]
    raise UnknownNameError(f"There is no indicator {name!r}.{_nearest(name.upper(), codes)}")


def find_standard(release: Release, name: str | None, year: int, county: str, indicator: str) -> Row:
    """The rule set asked for; else of those that look at the indicator there, first of those that set it a
    limit, the widest and latest one."""
    judging = release.rows(
        """
        SELECT standards.*
        FROM dim_standard AS standards
        INNER JOIN (
            SELECT standard_id, bool_or(sets_limit) AS sets_limit FROM (
                SELECT standard_id, threshold IS NOT NULL AS sets_limit FROM indicator_result
                WHERE school_year = $year AND county_code = $county AND indicator_id = $indicator
                UNION ALL
                SELECT standard_id, cv_limit IS NOT NULL FROM balance
                WHERE school_year = $year AND county_code = $county AND indicator_id = $indicator
            ) AS results GROUP BY standard_id
        ) AS judging USING (standard_id)
        ORDER BY sets_limit DESC, length(coalesce(applies_to_code_prefix, '')), valid_from_year DESC,
            standard_id
        """,
        year=year,
        county=county,
        indicator=indicator,
    )
    names = [row["standard_id"] for row in judging]
    if not judging:
        raise UnknownNameError(f"No rule set judges {indicator} in {county} in {year}.")
    if name is None:
        return judging[0]
    if name not in names:
        raise UnknownNameError(
            f"{name!r} does not judge {indicator} in {county} in {year}; {', '.join(names)} does."
            if len(names) == 1
            else f"{name!r} does not judge {indicator} in {county} in {year}; these do: {', '.join(names)}."
        )
    return judging[names.index(name)]


def find_school(release: Release, name: str, year: int, county: str) -> Row:
    known = release.rows(
        """
        SELECT school_code AS code, any_value(school_name) AS name FROM (
            SELECT school_code, school_name FROM dim_school
            WHERE school_year = $year AND county_code = $county
            UNION ALL
            SELECT school_code, school_name FROM compliance_school
            WHERE school_year = $year AND county_code = $county
        ) GROUP BY school_code ORDER BY school_code
        """,
        year=year,
        county=county,
    )
    found = _meant(name, known)
    if len(found) > 1:
        several = "; ".join(f"{row['code']} {row['name'] or ''}".strip() for row in found[:_LISTED])
        more = f" … ({len(found)})" if len(found) > _LISTED else ""
        raise UnknownNameError(f"{name!r} may be one of several schools: {several}{more}.")
    if not found:
        raise UnknownNameError(f"{county} has no school {name!r} in {year}.{_nearest(name, known)}")
    return found[0]


def _meant(name: str, known: Sequence[Row]) -> list[Row]:
    """Those whose code or name it is; else those in whose name it stands."""
    exact = [row for row in known if name in (row["code"], row["name"])]
    return exact or [row for row in known if name and name in (row["name"] or "")]


def _nearest(name: str, known: Sequence[Row]) -> str:
    texts = {str(text): row for row in known for text in (row["code"], row["name"]) if text}
    near = difflib.get_close_matches(name, texts, n=_NEAREST, cutoff=0.5)
    near += [text for text in texts if name and name in text and text not in near][: _NEAREST - len(near)]
    if not near:
        # Nothing is like it: those that begin as it does, else the first.
        alike = [text for text, row in texts.items() if text == row["code"] and text[:1] == name[:1]]
        near = sorted(alike or [str(row["code"]) for row in known])[:_LISTED]
    shown = dict.fromkeys(f"{texts[text]['code']} {texts[text]['name'] or ''}".strip() for text in near)
    return f" Nearest: {'; '.join(shown)}." if shown else ""

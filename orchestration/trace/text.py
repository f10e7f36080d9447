"""A trace as lines of text.

What belongs here: the order in which things are said. What does not: finding them (`reading`), single
words (`words`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.trace.numbers import plain, shown
from orchestration.trace.reading import Trace, Verdict
from orchestration.trace.words import Language

Row = dict[str, Any]
_SHARES_SHOWN = 8  # per stage
_SCHOOLS_SHOWN = 20
_SHA256_DIGITS = 12  # in the line of an input; the list of files gives all
_UNTIL_REPLACED = 9999
#: The reason of what has a value and is not judged.
_SHOWN = "DECIDES_NOTHING"


def lines_of(trace: Trace, lang: str) -> Iterator[str]:
    """Every line, without line ends."""
    words = Language(lang)
    unit = words.name(trace.indicator, "unit")
    county = trace.county
    yield f"{county['county_code']} {county['county_name']}  {words('school_year')} {trace.school_year}"
    yield f"{words('indicator')}  {trace.indicator['indicator_id']} {words.name(trace.indicator)}" + (
        f"  [{unit}]" if unit else ""
    )
    yield f"{words('standard')}  {trace.standard['standard_id']} {words.name(trace.standard)}"
    files = {row["src_sha256"]: row for row in trace.files}
    for verdict in trace.verdicts:
        yield ""
        yield from _verdict(trace, verdict, words, files)
    for difference in trace.differences:
        yield ""
        is_composed = "parts" in difference
        yield from (_composed if is_composed else _difference)(trace, difference, words)
    if trace.schools:
        yield ""
        yield from _schools(trace, words)
    if files:
        yield ""
        yield words("files")
        for sha256, row in files.items():
            reread = f"  {words(row['reread'])}" if row in trace.files and row.get("reread") else ""
            yield f"  {row['path']}  sha256 {sha256}{reread}"
    yield ""
    yield f"{words('release')} {trace.release_id}"


def _verdict(trace: Trace, verdict: Verdict, words: Language, files: dict[str, Row]) -> Iterator[str]:
    result = verdict.result
    stage = f" {words(result['stage'])}" if result["entity_type"] == "section" else ""
    yield f"{words('verdict')}  {result['entity_id']} {verdict.name or ''}{stage}: " + _decision(
        trace, result, words
    )
    for part in verdict.parts:
        is_only = len(verdict.parts) == 1
        if not is_only:
            yield f"  {words('part')} {part.result['part_id']}: {_decision(trace, part.result, words)}"
        yield f"  {words('rule')}  {_rule(trace, part.clause, words)}"
        if part.formula:
            yield f"  {words('formula')}  {part.formula.text}"
        if not part.agrees:
            yield f"  {words('disagrees')}"
        yield f"  {words('inputs')}"
        for number, row in enumerate(part.inputs, 1):
            if row["path"]:
                files.setdefault(row["src_sha256"], row)
            yield from _input(number, row, words)


def _decision(trace: Trace, row: Row, words: Language, called: tuple[str, str] = ("value", "limit")) -> str:
    said = [words("SHOWN" if row.get("reason_code") == _SHOWN else row["status"])]
    if row.get("value") is not None:
        said.append(f"{words(called[0])} {shown(row['value'])}")
    if row.get("threshold") is not None:
        said.append(f"{words(called[1])} {row['operator']} {plain(row['threshold'])}")
    if row.get("floor") is not None:
        said.append(f"{words('floor')} {shown(row['floor'])}")
    if row.get("margin") is not None:
        said.append(f"{words('margin')} {row['margin']:+.6g}")
    if row.get("reason_code"):
        reason = trace.reasons.get(row["reason_code"])
        named = f"{words.name(reason)} ({row['reason_code']})" if reason else row["reason_code"]
        said.append(f"{words('reason')} {named}")
    if row.get("rounding_matters"):
        said.append(words("rounding_matters"))
    if row.get("transition_rule_id"):
        said.append(f"{words('transition')} {row['transition_rule_id']}")
    return "；".join(said) if words.code == "zh" else "; ".join(said)


def _rule(trace: Trace, clause: Row | None, words: Language) -> str:
    if clause is None:
        return f"{trace.indicator['citation']}  [{words('no_rule')}]"
    last = clause["valid_to_year"]
    years = f"{clause['valid_from_year']}–" + ("" if last >= _UNTIL_REPLACED else str(last))
    stated = clause["stated_by_standard_id"]
    return f"{clause['citation']}  [{stated}, {words('in_force')} {years}]"


def _input(number: int, row: Row, words: Language) -> Iterator[str]:
    head = f"    {number:>2}  {words(row['role'])}  {words.name(row)}"
    if row["school_code"] and (row["is_campus"] or row["school_code"] != row["entity_id"]):
        head += f"  {words('campus') if row['is_campus'] else words('school')} {row['school_code']}"
    said = row["text"] if row["text"] is not None else None if row["value"] is None else shown(row["value"])
    if row["state"] == "used":
        head += f": {said}"
    else:
        head += f": {words(row['state'])}"
        if row["reason_code"]:
            head += f" ({row['reason_code']})"
    if row["relation"] == "rooms" and row["counted_from"] is not None and row["value"] is not None:
        head += f"  {words('counts_from')} {plain(row['counted_from'])} m²: " + words(
            "counts" if row["contribution"] else "counts_not"
        )
    yield head
    if row["state"] in ("missing", "none_listed"):
        who = row["school_code"] or words("the_county")
        yield f"        {words('should_be_on')} {words.name(row, 'form')}  {words('files_it')} {who}"
    else:
        yield f"        {_address(row, words)}"
    if row["correction"]:
        yield f"        {_corrected(row['correction'], words)}"
    if row.get("reread"):
        yield f"        {words(row['reread'])}" + (f" {row['reread_text']}" if row.get("reread_text") else "")


def _address(row: Row, words: Language) -> str:
    said = f"{row['path'] or '?'} (sha256 {row['src_sha256'][:_SHA256_DIGITS]}…) "
    said += f"{row['src_sheet']}!{row['cell'] or '?'}"
    if row["header"]:
        said += f" «{row['header']}»"
    if row["filed"] is not None:
        said += f" {words('filed')} «{row['filed']}»"
    if row["unit"]:
        said += f" {row['unit']}"
    if row["factor"] not in (None, 1.0):
        said += f" × {plain(row['factor'])}"
    return said


def _corrected(record: Row, words: Language) -> str:
    said = (
        f"{words('correction')} {record['correction_id']}: «{record['original']}» → «{record['corrected']}»"
    )
    said += f"  {words.name(record, 'reason')}  {record['document']}"
    return said + f"  {record['requested_on']} – {record['expires_on']}"


def _headed(trace: Trace, row: Row, words: Language) -> Iterator[str]:
    decided = {**row, "value": row["cv"], "threshold": row["cv_limit"]}
    said = _decision(trace, decided, words, ("cv", "cv_limit"))
    yield f"{words('difference')}  {words(row['stage'])}: {said}"
    yield f"  {words('rule')}  {_rule(trace, row['clause'], words)}"


def _composed(trace: Trace, row: Row, words: Language) -> Iterator[str]:
    yield from _headed(trace, row, words)
    parts = row["parts"]
    terms = " + ".join(shown(part["cv"]) for part in parts)
    mean = f"({terms}) ÷ {len(parts)} = {shown(row['cv'])}"
    yield f"  {words('formula')}  {trace.indicator['indicator_id']} = {mean}"
    if not row["agrees"]:
        yield f"  {words('disagrees')}"
    yield f"  {words('inputs')}"
    for part in parts:
        said = _decision(
            trace, {**part, "value": part["cv"], "threshold": part["cv_limit"]}, words, ("cv", "cv_limit")
        )
        yield f"    {part['indicator_id']} {words.name(part)}: {said}"
    yield f"    {words('see_indicator')}"


def _difference(trace: Trace, row: Row, words: Language) -> Iterator[str]:
    yield from _headed(trace, row, words)
    yield (
        f"  {words('sections')} {row['sections']}  {words('students')} {shown(row['students'])}"
        f"  {words('mean')} X̄ = {shown(row['mean'])}  {words('sd')} S = {shown(row['sd'])}"
    )
    if row["cv"] is not None:
        quotient = f"{shown(row['sd'])} ÷ {shown(row['mean'])} = {shown(row['cv'])}"
        yield f"  {words('formula')}  CV = S ÷ X̄ = {quotient}"
        yield "  S = √Σ (Pᵢ ÷ ΣP) × (Xᵢ − X̄)²"
    shares = [each for each in trace.shares if each["stage"] == row["stage"]]
    if shares:
        yield f"  {words('largest_shares')}"
    for each in shares[:_SHARES_SHOWN]:
        share = (
            words("without_value")
            if each["variance_share"] is None
            else f"{each['variance_share'] * 100:.1f} %"
        )
        yield (
            f"    {each['school_code']} {each['school_name'] or ''}  P = {shown(each['students'])}"
            f"  X = {shown(each['value'])}  {share}"
        )
    yield from _rest(len(shares) - _SHARES_SHOWN, words)


def _schools(trace: Trace, words: Language) -> Iterator[str]:
    counts: dict[str, int] = {}
    for row in trace.schools:
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    yield f"{words('schools')}  " + "  ".join(f"{words(status)} {count}" for status, count in counts.items())
    told = [row for row in trace.schools if row["status"] in ("FAIL", "INSUFFICIENT_DATA")]
    for row in told[:_SCHOOLS_SHOWN]:
        yield f"    {row['entity_id']} {row['school_name'] or ''}: {_decision(trace, row, words)}"
        if len(row["parts"]) > 1:
            for part in row["parts"]:
                yield f"      {part['part_id']}: {_decision(trace, part, words)}"
    yield from _rest(len(told) - _SCHOOLS_SHOWN, words)


def _rest(count: int, words: Language) -> Iterator[str]:
    if count > 0:
        yield f"    … {words('more')} {count}; {words('see_school')}"

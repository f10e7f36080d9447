"""What a later file takes the place of, row by row, where it does not replace a file wholly.

What belongs here: taking out of an older file the rows that a partial resubmission states, the
schools it withdraws, and what a final file states of what a preliminary one said before. What
does not: whole replacement (raw_tree.py leaves such a file unread).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.contract.schemas import BOOKKEEPING, RELATIONS
from orchestration.submissions.folders.manifest import Manifest, manifest_fault

_FACTS = tuple(name for name in RELATIONS if name not in BOOKKEEPING)


@dataclass
class Resolved:
    """What came of the files of a folder that stand beside each other.

    said: for each file that lost rows a sentence on each loss; emptied: those that say nothing any more;
    faults: what the manifest says that is not so.
    """

    said: dict[str, list[str]] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)
    faults: list[Rejection] = field(default_factory=list)


def resolve(read: dict[str, dict[str, Any]], manifest: Manifest) -> Resolved:
    """Takes replaced rows out of `read` (tables by file name and relation), in place.

    The 合计 rows of a file that lost rows go too: they are the sums of rows that no longer stand together.
    """
    resolved = Resolved(faults=list(_withdrawn_in_vain(read, manifest)))
    lost: set[str] = set()
    for newer, older, by_manifest in _replacements(read, manifest):
        replaced = _replace(read[newer], read[older], by_school=not by_manifest)
        withdrawn = _withdraw(read[older], manifest.of(newer).withdrawn) if by_manifest else 0
        reason = "as manifest.yaml says" if by_manifest else "which is final while this file is preliminary"
        sentences = resolved.said.setdefault(older, [])
        if replaced:
            sentences.append(f"{replaced} rows replaced by {newer}, {reason}")
        if withdrawn:
            sentences.append(f"{withdrawn} rows of schools withdrawn by {newer}, {reason}")
        if replaced or withdrawn:
            lost.add(older)
    for name in lost:
        read[name].pop("totals", None)
        if _rows(read[name]) == 0:
            resolved.emptied.add(name)
    return resolved


def _replacements(read: dict[str, dict[str, Any]], manifest: Manifest) -> Iterator[tuple[str, str, bool]]:
    """(newer, older, by the manifest): what the manifest says first, then final before preliminary."""
    for name in sorted(read):
        for older, _ in manifest.older(name):
            if older in read:
                yield name, older, True
    for name in sorted(read):
        if manifest.of(name).state == "final":
            for other in sorted(read):
                # A file that was read is not what a manifest says against its own state.
                says = {older for older, _ in manifest.older(other)}
                if manifest.of(other).state == "preliminary" and name not in says:
                    yield name, other, False


def _rows(tables: dict[str, Any]) -> int:
    return sum(tables[name].num_rows for name in _FACTS if name in tables)


def facts_and_schools(tables: dict[str, Any]) -> tuple[int, int]:
    """How many rows of facts a file landed, and of how many schools."""
    return _rows(tables), len(_schools(tables))


def _replace(newer: dict[str, Any], older: dict[str, Any], by_school: bool) -> int:
    """Takes out of `older` the facts that `newer` states; `by_school`: of the schools and forms it states."""
    replaced = 0
    for name in _FACTS:
        if name not in newer or name not in older:
            continue
        # A room has no key of its own: a later list of a school's rooms replaces the earlier list.
        keys = ("school_code",) if name == "rooms" else RELATIONS[name].key
        rest = _without(older[name], _key_texts(older[name], keys), _key_texts(newer[name], keys))
        if by_school and "school_code" in RELATIONS[name].schema.names:
            said = _form_and_school(newer, name, newer[name])
            rest = _without(rest, _form_and_school(older, name, rest), said)
        replaced += older[name].num_rows - rest.num_rows
        older[name] = rest
    return replaced


def _withdraw(older: dict[str, Any], codes: tuple[str, ...]) -> int:
    """Takes out all that is said of some schools, but for the changes recorded of them."""
    withdrawn = 0
    for name in _FACTS if codes else ():
        if name in older and name != "changes" and "school_code" in older[name].schema.names:
            rest = _without(older[name], _key_texts(older[name], ("school_code",)), pa.array(codes))
            withdrawn += older[name].num_rows - rest.num_rows
            older[name] = rest
    return withdrawn


def _withdrawn_in_vain(read: dict[str, dict[str, Any]], manifest: Manifest) -> Iterator[Rejection]:
    """Withdrawn schools that the older files do not have, or that the file itself still states."""
    for name in sorted(read):
        codes = manifest.of(name).withdrawn
        own = _schools(read[name]) if codes else set()
        before = {
            code for older, _ in manifest.older(name) if older in read for code in _schools(read[older])
        }
        for code in codes:
            key = f"files.{name}.withdrawn"
            if code in own:
                said = f"school {code} is withdrawn, yet {name} states it"
            elif code not in before:
                said = f"school {code} is withdrawn, but stands in none of the files that {name} replaces"
            else:
                continue
            line = manifest.lines[name]
            yield manifest_fault(line, key, f"line {line}: {key}: {said}")


def _schools(tables: dict[str, Any]) -> set[str]:
    return {
        code
        for name in _FACTS
        if name in tables and name != "changes" and "school_code" in tables[name].schema.names
        for code in pc.unique(tables[name].column("school_code").cast("string")).to_pylist()
        if code is not None
    }


def _without(table: Any, keys: Any, replaced: Any) -> Any:
    return table.filter(pc.invert(pc.is_in(keys, replaced)))


def _key_texts(table: Any, keys: tuple[str, ...]) -> Any:
    texts = [_texts(table.column(key)) for key in keys]
    return pc.binary_join_element_wise(*texts, "\x1f") if len(texts) > 1 else texts[0]


def _form_and_school(tables: dict[str, Any], relation: str, table: Any) -> Any:
    """Form and school code of each row; the form is that of the row's sheet."""
    fields = tables["submission_fields"]
    form_of = dict(
        zip(
            _texts(fields.column("sheet")).to_pylist(), _texts(fields.column("form")).to_pylist(), strict=True
        )
    )
    sheets = _texts(table.column("src_sheet")).dictionary_encode()
    forms = pa.array([form_of.get(sheet, "") for sheet in sheets.dictionary.to_pylist()], pa.string())
    return pc.binary_join_element_wise(
        forms.take(sheets.indices), _key_texts(table, ("school_code",)), "\x1f"
    )


def _texts(column: Any) -> Any:
    return pc.fill_null(column.cast("string").combine_chunks(), "")

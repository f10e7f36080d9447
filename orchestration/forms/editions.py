"""Which forms make up each workbook of a county, and which edition of a form is in force.

What belongs here: choosing layouts. What does not: the layouts (`submissions/layouts/`), writing them.
"""

from __future__ import annotations

from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import Layout

EXPORT_FORMS = ("directory", "primary", "junior", "senior", "premises", "special")
COLLECTION_FORMS = ("finance", "rooms", "county_items", "attestations", "monitoring", "vetoes", "changes")
SUPPLEMENT_FORMS = ("supplement_county", "supplement_section", "supplement_school", "self_assessment")
RECORD_FORMS = ("recognition", "recognition_promises", "dropout_cases", "townships", "supervision_scores")


def layout_for(form: str, school_year: int, edition: str | None = None) -> Layout:
    """The form's newest edition that was in force in a school year, or else its oldest.

    Where the form has the `edition` asked for, that one. Raises KeyError for a form without layouts.
    """
    editions = [layout for layout in load_layouts() if layout.form == form]
    if not editions:
        raise KeyError(f"no layout of form {form}")
    for layout in editions:
        if layout.edition == edition:
            return layout
    in_force = [layout for layout in editions if int(layout.edition) <= school_year]
    return max(in_force, key=lambda each: each.edition) if in_force else editions[0]


LEDGER_FORMS = ("ledger",)

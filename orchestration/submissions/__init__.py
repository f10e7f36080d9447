"""Files as received → landing rows, in six rooms; a room imports only from those above it in this list.

- `cells`: what a cell says: text, numbers, units
- `contract`: what lands (relations, their tables), how forms are described (layouts), what a rejection says
- `files`: bytes → sheets of cells
- `sheets`: a sheet → its tables, their headers, and what their titles say
- `forms`: a table → the layout it fits, and its landing rows
- `folders`: `raw/` → files, manifests and dated records → the landing of a year

`layouts/` holds the forms, one YAML file per form and edition.

What belongs here: recognising a form, reading its cells, number grammar, provenance, the landing contract.
What does not: plausibility (that is `expectations/`), formulas (that is `dbt_project/`), Dagster, dbt.
"""

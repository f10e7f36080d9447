-- Where each field of each sheet stands that feeds an indicator: column, header, stated unit. One row per field, or
-- per cell in forms that are read cell by cell.
select
    school_year,
    county_code,
    src_sha256,
    src_sheet,
    relation,
    field,
    src_row,
    cell_row,
    path,
    form,
    edition,
    src_column,
    header,
    unit,
    factor
from {{ ref('field_place') }}
where relation in (select relation from {{ ref('indicator_input') }})

-- What the landing gate took out: one row per address; a null src_field means the whole row.
select distinct
    relation,
    school_year,
    src_sha256,
    src_sheet,
    src_row,
    src_field
from {{ source('landing', 'quarantine') }}

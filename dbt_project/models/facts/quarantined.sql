-- What the landing gate took out: one row per address; a null src_field means the whole row. The same file may lie in
-- the folders of two counties, so the county is part of the address.
-- Read as filed, the gate took out what it takes out with nothing corrected.
select distinct
    relation,
    school_year,
    county_code,
    src_sha256,
    src_sheet,
    src_row,
    src_field
{% if target.name == 'as_filed' -%}
from {{ source('quality', 'quarantine_as_filed') }}
{%- else -%}
from {{ source('landing', 'quarantine') }}
{%- endif %}

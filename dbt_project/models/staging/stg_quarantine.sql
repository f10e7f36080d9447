-- What the landing gate took out: one row per address; a null src_field means the whole row.
-- Read as filed, the gate took out what it takes out with nothing corrected.
select distinct
    relation,
    school_year,
    src_sha256,
    src_sheet,
    src_row,
    src_field
{% if target.name == 'as_filed' -%}
from {{ source('quality', 'quarantine_as_filed') }}
{%- else -%}
from {{ source('landing', 'quarantine') }}
{%- endif %}

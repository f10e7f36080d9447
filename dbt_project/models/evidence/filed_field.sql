-- Where each field of each sheet stands: column, header, stated unit. One row per field, or per cell in forms
-- that are read cell by cell.
with paths as (
    select school_year, county_code, sha256, min(path) as path
    from {{ ref('received_file') }}
    group by school_year, county_code, sha256
)

select
    fields.school_year,
    fields.county_code,
    fields.sha256 as src_sha256,
    fields.sheet as src_sheet,
    fields.relation,
    fields.field,
    -- the record form (教基1001) fills one landing row from many sheet rows
    case when fields.relation <> 'schools' then fields."row" end as src_row,
    case when fields.relation = 'schools' then fields."row" end as cell_row,
    paths.path,
    fields.form,
    fields.edition,
    fields."column" as src_column,
    fields.header,
    fields.unit,
    fields.factor
from {{ source('landing', 'submission_fields') }} as fields
inner join paths
    on fields.school_year = paths.school_year
    and fields.county_code = paths.county_code
    and fields.sha256 = paths.sha256
where fields.relation in (select relation from {{ ref('indicator_input') }})

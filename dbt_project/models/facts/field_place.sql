-- Where each field of each sheet stands: file, sheet, column, header, stated unit. One row per field, or per cell in
-- forms that are read cell by cell (src_row).
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
    files.path,
    fields.form,
    fields.edition,
    fields."column" as src_column,
    fields.header,
    fields.unit,
    fields.factor
from {{ source('landing', 'submission_fields') }} as fields
inner join {{ ref('file_read') }} as files
    on fields.school_year = files.school_year
    and fields.county_code = files.county_code
    and fields.sha256 = files.sha256

-- Corrections of corrections.yaml that hold no more, and that no later entry for the same cell renews.
with renewed as (
    select distinct path, sheet, cell
    from {{ ref('corrected_cell') }}
    where status = 'applied'
)

select
    records.correction_id,
    records.school_year,
    records.county_code,
    min(records.school_code) as school_code,
    min(records.relation) as relation,
    records.path,
    records.sheet as src_sheet,
    records.cell,
    min(records.src_sha256) as src_sha256,
    min(records.src_row) as src_row,
    min(records.src_field) as src_field,
    min(records.original) as original,
    min(records.corrected) as corrected,
    min(records.expires_on) as expires_on,
    case
        when min(records.status) = 'expired' and max(renewed.path) is not null then 'renewed'
        else min(records.status)
    end as standing
from {{ ref('corrected_cell') }} as records
left join renewed
    on {{ same('records', 'renewed', ['path', 'sheet', 'cell']) }}
group by
    records.correction_id, records.school_year, records.county_code, records.path, records.sheet, records.cell

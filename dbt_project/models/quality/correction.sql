-- Every correction of a filed cell: what, from, to, why, on what document, and whether it counts.
-- One row per record; a cell may feed several fields. Persons stay in the landing.
with records as (
    select
        school_year,
        county_code,
        correction_id,
        min(school_code) as school_code,
        min(path) as path,
        min(sheet) as sheet,
        min(cell) as cell,
        min(relation) as relation,
        {{ text_list('field', 'field') }} as fields,
        min(original) as original,
        min(corrected) as corrected,
        min(corrected_value) as corrected_value,
        min(reason_code) as reason_code,
        min({{ document_named('document') }}) as document,
        min(requested_on) as requested_on,
        min(expires_on) as expires_on,
        min(status) as status,
        min(why) as why
    from {{ ref('corrected_cell') }}
    group by school_year, county_code, correction_id
)

select
    records.school_year,
    records.county_code,
    records.correction_id,
    records.school_code,
    records.path,
    records.sheet,
    records.cell,
    records.relation,
    records.fields,
    records.original,
    records.corrected,
    records.corrected_value,
    records.reason_code,
    reasons.name_zh as reason_zh,
    reasons.name_en as reason_en,
    records.document,
    records.requested_on,
    records.expires_on,
    records.status,
    records.why
from records
left join {{ ref('correction_reasons') }} as reasons
    on records.reason_code = reasons.reason

-- Per expected county and year: what was filed, what is missing, what was refused or taken out.
with files as (
    select
        submissions.school_year,
        submissions.county_code,
        count(*) as files,
        count(case when submissions.status in ('refused', 'partial') then 1 end) as files_refused,
        count(case when deadlines.is_late then 1 end) as files_late,
        count(case when submissions.status in ('accepted', 'partial') then 1 end) as files_standing,
        count(case when submissions.status in ('accepted', 'partial') and submissions.state = 'preliminary' then 1 end)
            as files_preliminary
    from {{ ref('received_file') }} as submissions
    left join {{ ref('submission_deadline') }} as deadlines
        on submissions.path = deadlines.path
    group by submissions.school_year, submissions.county_code
),

form_lists as (
    select
        school_year,
        county_code,
        {{ text_list("case when is_filed then name_zh end", "form_order") }} as forms_filed,
        {{ text_list("case when is_owed and not is_filed then name_zh end", "form_order") }} as forms_missing
    from {{ ref('form_owed') }}
    group by school_year, county_code
),

refused as (
    select school_year, county_code, count(*) as items_refused
    from {{ source('landing', 'refusals') }}
    -- what a correction fills is closed; of notices everything was read, or need not be
    where correction_id is null and not is_notice
    group by school_year, county_code
),

quarantined as (
    select school_year, county_code, count(*) as rows_quarantined
    from (
        select distinct school_year, county_code, relation, src_sha256, src_sheet, src_row, src_field
        from {{ source('landing', 'quarantine') }}
    ) as addresses
    group by school_year, county_code
),

findings as (
    select
        school_year,
        county_code,
        count(case when severity = 'critical' then 1 end) as findings_critical,
        count(case when severity = 'warning' and coalesce(explanation_state, '') <> 'explained' then 1 end)
            as findings_warning,
        count(case when explanation_state = 'explained' then 1 end) as findings_explained,
        count(case when severity = 'info' then 1 end) as findings_info
    from {{ source('quality', 'dq_finding') }}
    group by school_year, county_code
),

corrected as (
    select school_year, county_code, count(distinct correction_id) as corrections_in_force
    from {{ ref('corrected_cell') }}
    where status = 'applied'
    group by school_year, county_code
)

select
    counties.school_year,
    counties.county_code,
    counties.county_name,
    cast(coalesce(files.files, 0) as integer) as files,
    cast(coalesce(files.files_refused, 0) as integer) as files_refused,
    cast(coalesce(files.files_late, 0) as integer) as files_late,
    case
        when coalesce(files.files_standing, 0) = 0 then 'none'
        when files.files_preliminary = 0 then 'final'
        when files.files_preliminary = files.files_standing then 'preliminary'
        else 'partly preliminary'
    end as filing_state,
    form_lists.forms_filed,
    form_lists.forms_missing,
    cast(coalesce(refused.items_refused, 0) as integer) as items_refused,
    cast(coalesce(quarantined.rows_quarantined, 0) as integer) as rows_quarantined,
    cast(coalesce(findings.findings_critical, 0) as integer) as findings_critical,
    cast(coalesce(findings.findings_warning, 0) as integer) as findings_warning,
    cast(coalesce(findings.findings_info, 0) as integer) as findings_info,
    cast(coalesce(findings.findings_explained, 0) as integer) as findings_explained,
    cast(coalesce(corrected.corrections_in_force, 0) as integer) as corrections_in_force
from {{ ref('dim_county') }} as counties
left join files
    on counties.school_year = files.school_year and counties.county_code = files.county_code
left join form_lists
    on counties.school_year = form_lists.school_year and counties.county_code = form_lists.county_code
left join refused
    on counties.school_year = refused.school_year and counties.county_code = refused.county_code
left join quarantined
    on counties.school_year = quarantined.school_year and counties.county_code = quarantined.county_code
left join findings
    on counties.school_year = findings.school_year and counties.county_code = findings.county_code
left join corrected
    on counties.school_year = corrected.school_year and counties.county_code = corrected.county_code

-- A county's year under a rule set, with names, words, counts and last year's verdict beside: for people and BI tools.
-- What it says is said by compliance_county and compliance_dimension; nothing is judged here.
with counted as (
    select
        school_year,
        standard_id,
        county_code,
        sum(requirements) as requirements,
        sum(requirements_passed) as requirements_passed,
        sum(requirements_failed) as requirements_failed,
        sum(requirements_missing) as requirements_missing,
        sum(sections) as sections,
        sum(sections_passed) as sections_passed,
        sum(sections_failed) as sections_failed,
        sum(sections_insufficient) as sections_insufficient,
        max(case when dimension_id = 'resource_allocation' then status end) as resource_allocation,
        max(case when dimension_id = 'government_support' then status end) as government_support,
        max(case when dimension_id = 'education_quality' then status end) as education_quality,
        max(case when dimension_id = 'social_approval' then status end) as social_approval
    from {{ ref('compliance_dimension') }}
    group by school_year, standard_id, county_code
)

select
    {{ key_of(['verdicts.standard_id', 'verdicts.county_code', 'verdicts.school_year']) }} as county_year_key,
    {{ key_of(['verdicts.county_code', 'verdicts.school_year']) }} as county_key,
    verdicts.school_year,
    years.starts_on as school_year_start,
    years.label as school_year_label,
    years.is_latest as is_latest_year,
    verdicts.standard_id,
    standards.name_zh as standard_zh,
    standards.name_en as standard_en,
    counties.province_code,
    counties.province_name,
    counties.city_code,
    counties.city_name,
    verdicts.county_code,
    verdicts.county_name,
    counties.has_filed,
    verdicts.status,
    {{ in_words('verdicts.status', 'status', 'status') }},
    verdicts.reason_code,
    reasons.name_zh as reason_zh,
    reasons.name_en as reason_en,
    verdicts.grade,
    cast(counted.requirements as integer) as requirements,
    cast(counted.requirements_passed as integer) as requirements_passed,
    cast(counted.requirements_failed as integer) as requirements_failed,
    cast(counted.requirements_missing as integer) as requirements_missing,
    cast(counted.requirements_passed as double) / nullif(counted.requirements, 0) as share_passed,
    cast(counted.sections as integer) as sections,
    cast(counted.sections_passed as integer) as sections_passed,
    cast(counted.sections_failed as integer) as sections_failed,
    cast(counted.sections_insufficient as integer) as sections_insufficient,
    counted.resource_allocation,
    counted.government_support,
    counted.education_quality,
    counted.social_approval,
    verdicts.failed_items,
    verdicts.vetoes,
    verdicts.verdicts_on_corrections,
    last_year.status as status_last_year,
    cast(counted_last_year.requirements_failed as integer) as requirements_failed_last_year,
    {{ change_since('verdicts.status', 'last_year.status') }} as status_change,
    {{ in_words(change_since('verdicts.status', 'last_year.status'), 'change', 'status_change') }}
from {{ ref('compliance_county') }} as verdicts
inner join counted
    on verdicts.school_year = counted.school_year
    and verdicts.standard_id = counted.standard_id
    and verdicts.county_code = counted.county_code
inner join {{ ref('dim_school_year') }} as years
    on verdicts.school_year = years.school_year
inner join {{ ref('dim_standard') }} as standards
    on verdicts.standard_id = standards.standard_id
inner join {{ ref('dim_county') }} as counties
    on verdicts.school_year = counties.school_year
    and verdicts.county_code = counties.county_code
left join {{ ref('dim_reason') }} as reasons
    on verdicts.reason_code = reasons.reason_code
left join {{ ref('compliance_county') }} as last_year
    on verdicts.school_year = last_year.school_year + 1
    and verdicts.standard_id = last_year.standard_id
    and verdicts.county_code = last_year.county_code
left join counted as counted_last_year
    on last_year.school_year = counted_last_year.school_year
    and last_year.standard_id = counted_last_year.standard_id
    and last_year.county_code = counted_last_year.county_code

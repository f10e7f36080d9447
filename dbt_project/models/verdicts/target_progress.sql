-- Roadmaps, milestones and timetables: what was planned for when, and what the data say each year.
-- Kinds: school (year a school is to comply), indicator (milestone), county and city (timetable), target (plan).
with school_states as (
    select
        school_year,
        standard_id,
        county_code,
        school_code,
        {{ all_must_pass(
            "count(case when status <> 'NOT_APPLICABLE' then 1 end)",
            "count(case when status = 'FAIL' then 1 end)",
            "count(case when status = 'INSUFFICIENT_DATA' then 1 end)"
        ) }} as status
    from {{ ref('compliance_school') }}
    group by school_year, standard_id, county_code, school_code
),

-- A roadmap names schools and counties as they were when it was published; they are looked for under every code
-- they were given since.
county_codes as (
    select county_code, county_code as later_code from {{ ref('counties') }}
    union
    select county_code, later_code from {{ ref('county_lineage') }}
),

school_codes as (
    select school_code, school_code as later_code from {{ ref('school_name_crosswalk') }}
    union
    select school_code, later_code from {{ ref('school_lineage') }}
),

followed_states as (
    select
        states.school_year,
        states.standard_id,
        states.county_code,
        school_codes.school_code,
        {{ all_must_pass(
            "count(case when states.status <> 'NOT_APPLICABLE' then 1 end)",
            "count(case when states.status = 'FAIL' then 1 end)",
            "count(case when states.status = 'INSUFFICIENT_DATA' then 1 end)"
        ) }} as status
    from school_codes
    inner join school_states as states
        on school_codes.later_code = states.school_code
    group by states.school_year, states.standard_id, states.county_code, school_codes.school_code
),

schools as (
    select
        applies.school_year,
        roadmap.standard_id,
        'school' as target_type,
        applies.county_code as region_code,
        roadmap.county_code || ' ' || cast(roadmap.published_order as varchar) as target_id,
        coalesce(crosswalk.school_code, '') as school_code,
        '' as indicator_id,
        roadmap.school_name_as_published as name_zh,
        roadmap.target_year,
        cast(1 as double) as planned,
        case states.status when 'PASS' then cast(1 as double) when 'FAIL' then cast(0 as double) end as actual,
        case
            when crosswalk.school_code is null then 'NAME_NOT_MATCHED'
            when states.status is null then 'SCHOOL_NOT_FILED'
            when states.status = 'NOT_APPLICABLE' then 'NOT_APPLICABLE'
            else states.status
        end as status,
        cast(null as varchar) as responsible_department,
        roadmap.citation
    from {{ ref('roadmap') }} as roadmap
    inner join county_codes
        on roadmap.county_code = county_codes.county_code
    inner join {{ ref('county_standard') }} as applies
        on roadmap.standard_id = applies.standard_id
        and county_codes.later_code = applies.county_code
    left join {{ ref('school_name_crosswalk') }} as crosswalk
        on roadmap.county_code = crosswalk.county_code
        and roadmap.school_name_as_published = crosswalk.school_name_as_published
        and {{ in_force('applies.school_year', 'crosswalk.valid_from_year', 'crosswalk.valid_to_year') }}
    left join followed_states as states
        on applies.school_year = states.school_year
        and applies.standard_id = states.standard_id
        and applies.county_code = states.county_code
        and crosswalk.school_code = states.school_code
),

indicator_shares as (
    select
        school_year,
        standard_id,
        county_code,
        indicator_id,
        count(case when status = 'PASS' then 1 end) as passing,
        count(case when status <> 'NOT_APPLICABLE' then 1 end) as judged,
        {{ all_must_pass(
            "count(case when status <> 'NOT_APPLICABLE' then 1 end)",
            "count(case when status = 'FAIL' then 1 end)",
            "count(case when status = 'INSUFFICIENT_DATA' then 1 end)"
        ) }} as status
    from {{ ref('indicator_result') }}
    where entity_type in ('section', 'county')
    group by school_year, standard_id, county_code, indicator_id
),

indicators as (
    select
        shares.school_year,
        milestones.standard_id,
        'indicator' as target_type,
        shares.county_code as region_code,
        milestones.milestone_id as target_id,
        '' as school_code,
        milestones.indicator_id,
        milestones.name_zh,
        milestones.target_year,
        cast(1 as double) as planned,
        case when shares.judged > 0 then cast(shares.passing as double) / shares.judged end as actual,
        shares.status,
        milestones.responsible_department,
        milestones.citation
    from {{ ref('milestones') }} as milestones
    inner join indicator_shares as shares
        on milestones.standard_id = shares.standard_id
        and milestones.indicator_id = shares.indicator_id
        and shares.county_code like milestones.applies_to_code_prefix || '%'
),

verdicts as (
    select
        school_year,
        standard_id,
        county_code as region_code,
        'county' as target_type,
        case status when 'PASS' then cast(1 as double) when 'FAIL' then cast(0 as double) end as share_complying,
        status = 'INSUFFICIENT_DATA' as is_undecided
    from {{ ref('compliance_county') }}
    union all
    select
        school_year,
        standard_id,
        region_code,
        region_type as target_type,
        share_complying,
        false as is_undecided
    from {{ ref('compliance_region') }}
),

regions as (
    select
        verdicts.school_year,
        timetables.standard_id,
        verdicts.target_type,
        timetables.region_code,
        timetables.timetable_id as target_id,
        '' as school_code,
        '' as indicator_id,
        timetables.stated_as as name_zh,
        timetables.target_year,
        cast(timetables.share_numerator as double) / timetables.share_denominator as planned,
        verdicts.share_complying as actual,
        case
            when verdicts.is_undecided then 'INSUFFICIENT_DATA'
            when {{ meets(
                'verdicts.share_complying', 'timetables.operator',
                '(cast(timetables.share_numerator as double) / timetables.share_denominator)'
            ) }} then 'PASS'
            else 'FAIL'
        end as status,
        cast(null as varchar) as responsible_department,
        timetables.citation
    from {{ ref('timetables') }} as timetables
    inner join verdicts
        on timetables.standard_id = verdicts.standard_id
        and timetables.region_code = verdicts.region_code
    where timetables.counted = 'counties'
),

plan_targets as (
    select
        results.school_year,
        targets.standard_id,
        'target' as target_type,
        results.county_code as region_code,
        targets.target_id,
        '' as school_code,
        targets.indicator_id,
        targets.name_zh,
        targets.target_year,
        targets.value as planned,
        results.value as actual,
        results.status,
        targets.responsible_department,
        targets.citation
    from {{ ref('plan_targets') }} as targets
    inner join {{ ref('indicator_result') }} as results
        on results.entity_type = 'county'
        and targets.standard_id = results.standard_id
        and targets.indicator_id = results.indicator_id
        and results.county_code like coalesce(targets.applies_to_code_prefix, '') || '%'
        and {{ in_force('results.school_year', 'targets.valid_from_year', 'targets.valid_to_year') }}
),

rows_of_all as (
    select * from schools
    union all
    select * from indicators
    union all
    select * from regions
    union all
    select * from plan_targets
)

select
    school_year,
    standard_id,
    target_type,
    region_code,
    target_id,
    school_code,
    indicator_id,
    name_zh,
    cast(target_year as integer) as target_year,
    planned,
    actual,
    status,
    case
        when status = 'NAME_NOT_MATCHED' then 'UNMATCHED'
        when status = 'PASS' and school_year < target_year then 'AHEAD'
        when status = 'PASS' then 'ON_TIME'
        when status = 'NOT_APPLICABLE' then 'NOT_APPLICABLE'
        when school_year < target_year then 'NOT_DUE'
        when status = 'FAIL' then 'LATE'
        else 'DUE_UNDECIDED'
    end as progress,
    responsible_department,
    citation
from rows_of_all

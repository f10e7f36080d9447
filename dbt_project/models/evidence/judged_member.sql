-- Whose filed figures make up what is judged: a row per judged section, school or county, and school (or the
-- county itself, without school code) and stage whose figures go into it. Campuses stand with their parent.
with of_stage as (
    {{ section_members() }}
),

of_premises as (
    {{ premises_members() }}
),

listed as (
    select school_year, county_code, judged_school_code as school_code, school_code as member_code, is_merged as is_campus
    from {{ ref('school_judged_with') }}
),

sections as (
    select
        school_year,
        county_code,
        school_code,
        stage,
        share,
        is_listed,
        count(*) over (partition by school_year, county_code, school_code) as stages,
        case
            when shared_pe_arts_teachers is not null
                and coalesce(rooftop_underground_area_m2, leased_venue_area_m2) is not null then 'T1 T2'
            when shared_pe_arts_teachers is not null then 'T1'
            when coalesce(rooftop_underground_area_m2, leased_venue_area_m2) is not null then 'T2'
        end as transition_rules
    from {{ ref('section') }}
),

schools as (
    select
        schools.school_year,
        schools.county_code,
        schools.school_code,
        schools.has_primary or schools.has_junior as may_be_in_scope,
        schools.has_senior,
        schools.is_special,
        small_types.school_type_code is not null as is_small_type,
        schools.primary_students,
        schools.junior_students
    from {{ ref('judged_school') }} as schools
    left join {{ ref('small_school_type_in_force') }} as small_types
        on schools.school_year = small_types.school_year
        and schools.school_type_code = small_types.school_type_code
),

-- who is asked what (indicators.judged_on), and which stages' figures it takes
asked as (
    select *, 'schools_in_scope' as judged_on, true as is_compulsory, false as is_senior, true as is_whole
    from schools where may_be_in_scope
    union all
    select *, 'schools_with_primary' as judged_on, true as is_compulsory, false as is_senior, true as is_whole
    from schools where is_small_type
    union all
    select *, 'schools_not_special' as judged_on, false as is_compulsory, false as is_senior, true as is_whole
    from schools where not is_special
    union all
    select *, 'schools_with_senior' as judged_on, false as is_compulsory, true as is_senior, false as is_whole
    from schools where has_senior
),

rows_of_all as (
    -- a section: its own stage, and the school's others where they share what the school has
    select
        sections.school_year, sections.county_code, 'section' as judged_on, sections.school_code as entity_id,
        sections.stage, of_stage.stage as member_stage, of_stage.member_code as school_code, of_stage.is_campus,
        sections.share, sections.transition_rules
    from sections
    inner join of_stage
        on sections.school_year = of_stage.school_year
        and sections.county_code = of_stage.county_code
        and sections.school_code = of_stage.school_code
        and (sections.stage = of_stage.stage or sections.stages > 1)
    where sections.stage in ('primary', 'junior')
    union all
    select
        sections.school_year, sections.county_code, 'section' as judged_on, sections.school_code as entity_id,
        sections.stage, 'all' as member_stage, of_premises.member_code as school_code, of_premises.is_campus,
        sections.share, sections.transition_rules
    from sections
    inner join of_premises
        on sections.school_year = of_premises.school_year
        and sections.county_code = of_premises.county_code
        and sections.school_code = of_premises.school_code
    where sections.stage in ('primary', 'junior')
    union all
    -- what a school that is not listed files stands alone
    select
        school_year, county_code, 'section' as judged_on, school_code as entity_id,
        stage, 'all' as member_stage, school_code, false as is_campus, share, transition_rules
    from sections
    where stage in ('primary', 'junior') and not is_listed
    union all
    select
        asked.school_year, asked.county_code, asked.judged_on, asked.school_code as entity_id,
        'all' as stage, of_stage.stage as member_stage, of_stage.member_code as school_code, of_stage.is_campus,
        -- a stage without students needs no rooms
        case
            when of_stage.stage = 'primary' and asked.primary_students = 0 then cast(0 as double)
            when of_stage.stage = 'junior' and asked.junior_students = 0 then cast(0 as double)
            else cast(1 as double)
        end as share,
        cast(null as varchar) as transition_rules
    from asked
    inner join of_stage
        on asked.school_year = of_stage.school_year
        and asked.county_code = of_stage.county_code
        and asked.school_code = of_stage.school_code
        and case when of_stage.stage = 'senior' then asked.is_senior else asked.is_compulsory end
    union all
    select
        asked.school_year, asked.county_code, asked.judged_on, asked.school_code as entity_id,
        'all' as stage, 'all' as member_stage, listed.member_code as school_code, listed.is_campus,
        cast(1 as double) as share, cast(null as varchar) as transition_rules
    from asked
    inner join listed
        on asked.school_year = listed.school_year
        and asked.county_code = listed.county_code
        and asked.school_code = listed.school_code
    where asked.is_whole
    union all
    -- the county's own sheet, for what is measured against it
    select
        school_year, county_code, judged_on, school_code as entity_id, 'all' as stage, 'county' as member_stage,
        '' as school_code, false as is_campus, cast(1 as double) as share, cast(null as varchar) as transition_rules
    from asked
    where judged_on = 'schools_with_primary'
    union all
    select
        school_year, county_code, 'county' as judged_on, county_code as entity_id, 'all' as stage,
        'county' as member_stage, '' as school_code, false as is_campus, cast(1 as double) as share,
        cast(null as varchar) as transition_rules
    from {{ ref('expected_county') }}
    union all
    -- what is judged of a stage of the whole county: every school that has it
    select
        school_year, county_code, 'county' as judged_on, county_code as entity_id, 'all' as stage,
        stage as member_stage, member_code as school_code, is_campus, cast(1 as double) as share,
        cast(null as varchar) as transition_rules
    from of_stage
    where stage in ('primary', 'junior')
    union all
    -- special schools are looked at together
    select
        schools.school_year, schools.county_code, 'county' as judged_on, schools.county_code as entity_id, 'all' as stage,
        kinds.member_stage, listed.member_code as school_code, listed.is_campus, cast(1 as double) as share,
        cast(null as varchar) as transition_rules
    from schools
    inner join listed
        on schools.school_year = listed.school_year
        and schools.county_code = listed.county_code
        and schools.school_code = listed.school_code
    cross join (select 'all' as member_stage union all select 'special' as member_stage) as kinds
    where schools.is_special
)

select
    school_year,
    county_code,
    judged_on,
    entity_id,
    stage,
    member_stage,
    school_code,
    is_campus,
    share,
    transition_rules
from rows_of_all

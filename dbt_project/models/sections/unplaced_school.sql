-- Schools of which a rule set cannot say whether it judges them, and what may be asked of them.
-- is_without_place: not even what kind of school it is, or whose, is known.
with sections as (
    select
        school_year,
        standard_id,
        county_code,
        school_code,
        stage,
        case when scope = 'unknown' and not is_judged_for_sure then 'unknown' else scope end as scope,
        case when not is_judged_for_sure then reason_code end as reason_code
    from {{ ref('section_scope') }}
    union all
    select
        school_year,
        standard_id,
        county_code,
        school_code,
        'all' as stage,
        scope,
        reason_code
    from {{ ref('school_without_section') }}
),

schools as (
    select
        school_year,
        standard_id,
        county_code,
        school_code,
        min(case when scope = 'unknown' then reason_code end) as reason_code,
        bool_or(stage in ('primary', 'all')) as has_primary,
        bool_or(stage = 'senior') as has_senior
    from sections
    group by school_year, standard_id, county_code, school_code
),

reasoned as (
    select *, reason_code <> 'STUDENTS_MISSING' as is_without_place
    from schools
    where reason_code is not null
)

select
    reasoned.school_year,
    reasoned.standard_id,
    reasoned.county_code,
    reasoned.school_code,
    reasoned.reason_code,
    reasoned.is_without_place,
    reasoned.is_without_place and not coalesce(types.is_special, false) as may_be_ordinary,
    reasoned.has_primary,
    reasoned.has_senior
from reasoned
left join {{ ref('school') }} as listed
    on reasoned.school_year = listed.school_year
    and reasoned.county_code = listed.county_code
    and reasoned.school_code = listed.school_code
left join {{ ref('school_types') }} as types
    on listed.school_type_code = types.school_type_code

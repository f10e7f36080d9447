-- Classes per judged school and stage: how many, how many over the limit, how large the largest may be.
-- Every stage of a school has a row, campuses are added; a count that one of them did not file is unknown.
with members as (
    select *
    from ({{ section_members() }}) as sections
    where is_listed
),

totals as (
    select
        members.school_year,
        members.county_code,
        members.school_code,
        members.stage,
        {{ strict_sum('members.students', 'bigint') }} as students,
        {{ strict_sum('classes.classes', 'bigint') }} as classes
    from members
    left join {{ ref('class_sizes') }} as classes
        on members.school_year = classes.school_year
        and members.county_code = classes.county_code
        and members.member_code = classes.school_code
        and members.stage = classes.stage
        and classes.band = 'all'
    group by members.school_year, members.county_code, members.school_code, members.stage
),

bands as (
    select
        members.school_year,
        members.county_code,
        members.school_code,
        members.stage,
        cast(sum(case when bands.students_from > limits.students_max then classes.classes end) as bigint)
            as classes_over,
        count(case when bands.students_from > limits.students_max and classes.classes is null then 1 end)
            as bands_over_unknown,
        -- a band of which nothing is known may hold a class
        max(case when coalesce(classes.classes, 1) > 0 then bands.students_to end) as largest_class_at_most
    from members
    inner join {{ ref('class_limits') }} as limits
        on members.stage = limits.stage
        and {{ in_force('members.school_year', 'limits.valid_from_year', 'limits.valid_to_year') }}
    cross join {{ ref('class_bands') }} as bands
    left join {{ ref('class_sizes') }} as classes
        on members.school_year = classes.school_year
        and members.county_code = classes.county_code
        and members.member_code = classes.school_code
        and members.stage = classes.stage
        and bands.band = classes.band
    group by members.school_year, members.county_code, members.school_code, members.stage
)

select
    totals.school_year,
    totals.county_code,
    totals.school_code,
    totals.stage,
    totals.students,
    totals.classes,
    -- one class over the limit decides, whatever else is unknown
    case when bands.classes_over > 0 or bands.bands_over_unknown = 0 then bands.classes_over end
        as classes_over_limit,
    bands.largest_class_at_most
from totals
inner join bands
    on totals.school_year = bands.school_year
    and totals.county_code = bands.county_code
    and totals.school_code = bands.school_code
    and totals.stage = bands.stage

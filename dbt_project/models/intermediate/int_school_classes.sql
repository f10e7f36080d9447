-- Classes per judged school and stage: how many, how many over the limit, how large the largest may be.
-- Every stage of a school has a row, campuses are added; a count that one of them did not file is unknown.
with pieces as (
    select
        stages.school_year,
        stages.county_code,
        directory.judged_school_code as school_code,
        stages.school_code as member_code,
        stages.stage,
        stages.students,
        stages.is_filed,
        directory.is_merged as is_campus,
        max(case when not directory.is_merged and stages.is_filed then 1 else 0 end) over (
            partition by stages.school_year, stages.county_code, directory.judged_school_code, stages.stage
        ) = 1 as is_filed_by_school
    from {{ ref('int_stages_filed') }} as stages
    inner join {{ ref('int_directory') }} as directory
        on stages.school_year = directory.school_year
        and stages.county_code = directory.county_code
        and stages.school_code = directory.school_code
),

members as (
    select *
    from pieces
    -- a campus that files nothing for a stage is counted by its school, where that files it
    where is_filed or not is_campus or not is_filed_by_school
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
    left join {{ ref('stg_class_sizes') }} as classes
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
    left join {{ ref('stg_class_sizes') }} as classes
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

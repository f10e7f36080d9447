-- What the figures of beside_figures come to: sums of filed figures over the county, and their quotient. `schools`: how
-- many schools' figures the numerator holds; a figure that one of them left unknown is not known.
with filed as (
    select
        school_year, county_code, cast(null as varchar) as school_code, 'county_facts' as relation, 'county' as stage,
        item_code as item, cast(value as double) as value
    from {{ ref('county_facts') }}
    union all
    select
        school_year, county_code, school_code, 'enrolment' as relation, stage,
        grade || '.' || student_group as item, cast(students as double) as value
    from {{ ref('enrolment') }}
    union all
    select
        school_year, county_code, school_code, 'teachers' as relation, stage,
        attribute || '.' || value as item, cast(teachers as double) as value
    from {{ ref('teachers') }}
    union all
    select school_year, county_code, school_code, 'class_sizes' as relation, stage, band as item, cast(classes as double) as value
    from {{ ref('class_sizes') }}
),

sums as (
    select
        filed.school_year,
        filed.county_code,
        terms.figure_id,
        terms.side,
        {{ strict_sum('filed.value', 'double') }} as amount,
        count(distinct filed.school_code) as schools
    from filed
    inner join {{ ref('beside_terms') }} as terms
        on filed.relation = terms.relation
        and filed.stage = terms.stage
        and filed.item = terms.item
    group by filed.school_year, filed.county_code, terms.figure_id, terms.side
),

sides as (
    select
        school_year,
        county_code,
        figure_id,
        max(case when side = 'numerator' then amount end) as numerator,
        max(case when side = 'denominator' then amount end) as denominator,
        max(case when side = 'numerator' then schools end) as schools
    from sums
    group by school_year, county_code, figure_id
),

shares as (
    select distinct figure_id from {{ ref('beside_terms') }} where side = 'denominator'
)

select
    sides.school_year,
    sides.county_code,
    sides.figure_id,
    sides.numerator,
    sides.denominator,
    figures.multiplier
        * case when shares.figure_id is null then sides.numerator else sides.numerator / nullif(sides.denominator, 0) end
        as value,
    sides.schools
from sides
inner join {{ ref('beside_figures') }} as figures
    on sides.figure_id = figures.figure_id
left join shares
    on sides.figure_id = shares.figure_id

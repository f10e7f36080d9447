-- The band a county reaches, for rule sets that have bands, after the vetoes that move it down; for those that grade
-- item by item the lowest grade of its items.
with points as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        max(case when results.indicator_id = bands.indicator_id then results.value end) as points,
        count(distinct case when results.status = 'PASS' then results.indicator_id end) as indicators_met,
        count(case
            when results.status = 'INSUFFICIENT_DATA'
                or (results.indicator_id = bands.indicator_id and results.value is null) then 1
        end) as undecided
    from {{ ref('indicator_result') }} as results
    inner join (select distinct standard_id, indicator_id from {{ ref('grade_bands') }}) as bands
        on results.standard_id = bands.standard_id
    where results.entity_type = 'county'
    group by results.school_year, results.standard_id, results.county_code
),

vetoed as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        cast(sum(vetoes.bands_down) as integer) as bands_down
    from {{ ref('indicator_result') }} as results
    inner join {{ ref('band_vetoes') }} as vetoes
        on results.standard_id = vetoes.standard_id
        and results.indicator_id = vetoes.indicator_id
        and {{ in_force('results.school_year', 'vetoes.valid_from_year', 'vetoes.valid_to_year') }}
    where results.entity_type = 'county' and results.status = 'FAIL'
    group by results.school_year, results.standard_id, results.county_code
),

reached as (
    select
        points.school_year,
        points.standard_id,
        points.county_code,
        min(bands.grade_order) as grade_order,
        max(last_band.grade_order) as last_order
    from points
    inner join {{ ref('grade_bands') }} as bands
        on points.standard_id = bands.standard_id
        and {{ in_force('points.school_year', 'bands.valid_from_year', 'bands.valid_to_year') }}
        and (bands.points_min = 0 or points.points >= bands.points_min)
        and points.indicators_met >= bands.indicators_met_min
    inner join {{ ref('grade_bands') }} as last_band
        on points.standard_id = last_band.standard_id
    where points.undecided = 0
    group by points.school_year, points.standard_id, points.county_code
),

banded as (
    select
        reached.school_year,
        reached.standard_id,
        reached.county_code,
        bands.grade_zh,
        bands.grade_en,
        reached.grade_order as grade_order_before_vetoes,
        bands.grade_order,
        bands.is_passing
    from reached
    left join vetoed
        on reached.school_year = vetoed.school_year
        and reached.standard_id = vetoed.standard_id
        and reached.county_code = vetoed.county_code
    inner join {{ ref('grade_bands') }} as bands
        on reached.standard_id = bands.standard_id
        and bands.grade_order = least(reached.grade_order + coalesce(vetoed.bands_down, 0), reached.last_order)
        and {{ in_force('reached.school_year', 'bands.valid_from_year', 'bands.valid_to_year') }}
),

-- one item below its limit decides; as long as none is, an undecided one leaves the grade open
items as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        max(grades.grade_order) as grade_order,
        count(case when results.status = 'INSUFFICIENT_DATA' then 1 end) as undecided,
        count(case when results.status = 'FAIL' then 1 end) as failed
    from {{ ref('indicator_result') }} as results
    left join {{ ref('item_grade') }} as grades
        on results.school_year = grades.school_year
        and results.standard_id = grades.standard_id
        and results.county_code = grades.county_code
        and results.indicator_id = grades.indicator_id
    where results.entity_type = 'county'
    group by results.school_year, results.standard_id, results.county_code
)

select school_year, standard_id, county_code, grade_zh, grade_en, grade_order_before_vetoes, grade_order, is_passing
from banded
union all
select
    items.school_year,
    items.standard_id,
    items.county_code,
    max(grades.grade) as grade_zh,
    max(grades.grade_en) as grade_en,
    items.grade_order as grade_order_before_vetoes,
    items.grade_order,
    bool_and(grades.status = 'PASS') as is_passing
from items
inner join {{ ref('item_grade') }} as grades
    on items.school_year = grades.school_year
    and items.standard_id = grades.standard_id
    and items.county_code = grades.county_code
    and items.grade_order = grades.grade_order
where items.undecided = 0 or items.failed > 0
group by items.school_year, items.standard_id, items.county_code, items.grade_order

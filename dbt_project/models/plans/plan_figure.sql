-- Figures that plans ask for beyond the standards, of every expected county. Shown for all; judged only where a plan
-- states a target.
with filed as (
    select school_year, county_code, item_code, cast(max(value) as double) as value
    from {{ ref('county_facts') }}
    group by school_year, county_code, item_code
),

measured as (
    select
        counties.school_year,
        counties.county_code,
        measures.measure_id,
        measures.name_zh,
        measures.name_en,
        measures.unit_zh,
        measures.unit_en,
        measures.multiplier,
        measures.total_item_code is not null as is_share,
        counties.has_filed,
        figures.value as numerator,
        totals.value as denominator
    from {{ ref('expected_county') }} as counties
    cross join {{ ref('plan_measures') }} as measures
    left join filed as figures
        on counties.school_year = figures.school_year
        and counties.county_code = figures.county_code
        and measures.item_code = figures.item_code
    left join filed as totals
        on counties.school_year = totals.school_year
        and counties.county_code = totals.county_code
        and measures.total_item_code = totals.item_code
)

select
    school_year,
    county_code,
    measure_id,
    name_zh,
    name_en,
    numerator,
    denominator,
    case
        when not is_share then multiplier * numerator
        when denominator <> 0 then multiplier * numerator / denominator
    end as value,
    unit_zh,
    unit_en,
    case
        when not has_filed then 'NOT_FILED'
        when numerator is null or (is_share and denominator is null) then 'INPUT_MISSING'
        when is_share and denominator = 0 then 'ZERO_DENOMINATOR'
    end as reason_code
from measured

-- Enrolment, drop-out and retention by township, by the county's own formulas: those studying elsewhere are in the
-- enrolment rate, and where they were left blank it is not known. The county's limits are shown beside them; where no
-- limit is in force the figure is shown and decides nothing.
{% set ratios = {
    'E1': ('primary_in_school + primary_in_school_elsewhere', 'primary_population'),
    'E2': ('junior_in_school + junior_in_school_elsewhere', 'junior_population'),
    'E3': ('primary_dropped_out', 'primary_students'),
    'E4': ('junior_dropped_out', 'junior_students'),
    'Q1': (
        'junior_graduates - junior_transferred_in + junior_transferred_out', 'junior_grade7 - junior_deaths'
    ),
} %}
with standing as (
    select
        *,
        row_number() over (
            partition by school_year, county_code, township order by src_sha256, src_sheet, src_row
        ) as choice
    from {{ ref('filed_townships') }}
    where township is not null
),

figures as (
    {% for indicator, (numerator, denominator) in ratios.items() -%}
    select
        school_year, county_code, township, '{{ indicator }}' as indicator_id,
        cast({{ numerator }} as double) as numerator, cast({{ denominator }} as double) as denominator
    from standing
    where choice = 1
    {% if not loop.last -%} union all {% endif %}
    {% endfor -%}
),

valued as (
    select
        figures.*,
        indicators.multiplier * figures.numerator / nullif(figures.denominator, 0) as value
    from figures
    inner join {{ ref('indicators') }} as indicators
        on figures.indicator_id = indicators.indicator_id
),

-- the strictest of the rule sets that apply: a local one replaces the national limit under its own name
limits as (
    select
        applies.school_year,
        applies.county_code,
        thresholds.indicator_id,
        thresholds.operator,
        case when thresholds.operator like '>%' then max(thresholds.threshold) else min(thresholds.threshold) end
            as threshold
    from {{ ref('county_standard') }} as applies
    inner join {{ ref('threshold_in_force') }} as thresholds
        on {{ same('applies', 'thresholds', ['school_year', 'standard_id']) }}
        and thresholds.part_id = 'value'
    group by applies.school_year, applies.county_code, thresholds.indicator_id, thresholds.operator
)

select
    valued.school_year,
    valued.county_code,
    valued.township,
    valued.indicator_id,
    valued.numerator,
    valued.denominator,
    valued.value,
    limits.operator,
    limits.threshold,
    case
        when valued.value is null then 'INSUFFICIENT_DATA'
        when limits.threshold is null then 'NOT_APPLICABLE'
        when {{ meets('valued.value', 'limits.operator', 'limits.threshold') }} then 'PASS'
        else 'FAIL'
    end as status,
    case
        when valued.denominator = 0 then 'ZERO_DENOMINATOR'
        when valued.value is null then 'INPUT_MISSING'
        when limits.threshold is null then 'DECIDES_NOTHING'
        when not {{ meets('valued.value', 'limits.operator', 'limits.threshold') }} then 'NOT_MET'
    end as reason_code
from valued
left join limits
    on {{ same('valued', 'limits', ['school_year', 'county_code', 'indicator_id']) }}

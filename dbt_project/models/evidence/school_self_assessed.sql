-- Which school meets what the standard asks of the county, by the schools' self-assessments: each part of which the
-- terms are asked of schools, against the limit of each rule set. It decides nothing; the county's figure does.
with terms as (
    select terms.indicator_id, terms.part_id, terms.role, terms.item, terms.coefficient
    from {{ ref('formula_term') }} as terms
    inner join {{ ref('school_items') }} as items
        on terms.relation = 'county_facts'
        and terms.item = items.item_code
),

sides as (
    select
        filed.school_year,
        filed.county_code,
        filed.school_code,
        terms.indicator_id,
        terms.part_id,
        terms.role,
        {{ strict_sum('terms.coefficient * filed.value', 'double') }} as amount
    from {{ ref('self_assessment') }} as filed
    inner join terms
        on filed.item = terms.item
    group by
        filed.school_year, filed.county_code, filed.school_code, terms.indicator_id, terms.part_id, terms.role
    -- a school whom a part does not concern leaves all of it blank
    having count(filed.value) > 0
),

parts as (
    select
        school_year,
        county_code,
        school_code,
        indicator_id,
        part_id,
        max(case when role = 'numerator' then amount end) as numerator,
        max(case when role = 'denominator' then amount end) as denominator
    from sides
    group by school_year, county_code, school_code, indicator_id, part_id
),

measured as (
    select
        parts.*,
        indicators.multiplier * parts.numerator / nullif(parts.denominator, 0) as value
    from parts
    inner join {{ ref('indicators') }} as indicators
        on parts.indicator_id = indicators.indicator_id
)

select
    measured.school_year,
    applies.standard_id,
    measured.county_code,
    measured.school_code,
    measured.indicator_id,
    measured.part_id,
    measured.numerator,
    measured.denominator,
    measured.value,
    thresholds.operator,
    thresholds.threshold,
    case
        when measured.denominator = 0 then 'NOT_APPLICABLE'
        when measured.value is null then 'INSUFFICIENT_DATA'
        when {{ meets('measured.value', 'thresholds.operator', 'thresholds.threshold') }} then 'PASS'
        else 'FAIL'
    end as status
from measured
inner join {{ ref('county_standard') }} as applies
    on measured.school_year = applies.school_year
    and measured.county_code = applies.county_code
inner join {{ ref('threshold_in_force') }} as thresholds
    on applies.school_year = thresholds.school_year
    and applies.standard_id = thresholds.standard_id
    and measured.indicator_id = thresholds.indicator_id
    and measured.part_id = thresholds.part_id
    and thresholds.stage = 'all'

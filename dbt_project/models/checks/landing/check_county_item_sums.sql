-- County items beside what they must equal: sums over the schools, or last year's item (seed county_item_sums).
-- Offices sum the compulsory stages or all of them: what lies from the one sum to the other agrees.
with measures as (
    select
        school_year, county_code, 'students' as measure, stage,
        sum(students) as amount, count(*) = count(students) as is_known
    from {{ ref('section_students') }}
    group by school_year, county_code, stage
    union all
    select
        school_year, county_code, 'teachers' as measure, stage,
        sum(teachers) as amount, count(*) = count(teachers) as is_known
    from {{ ref('section_teachers') }}
    group by school_year, county_code, stage
    union all
    select
        school_year, county_code, item_code as measure, 'primary' as stage,
        max(value) as amount, true as is_known
    from {{ ref('filed_county_facts') }}
    where value is not null
    group by school_year, county_code, item_code
),

compared as (
    select
        filed.school_year, filed.county_code, filed.item_code, filed.item_name, sums.measure, sums.what_en,
        sums.what_zh, filed.src_sha256, filed.src_sheet, filed.src_row, cast(filed.value as double) as value,
        sums.tolerance,
        cast(sum(
            case when sums.stage <> 'all' or measures.stage in ('primary', 'junior') then measures.amount end
        ) as double) as least_amount,
        cast(sum(measures.amount) as double) as most_amount
    from {{ ref('filed_county_facts') }} as filed
    inner join {{ ref('county_item_sums') }} as sums
        on filed.item_code = sums.item_code
    inner join measures
        on filed.school_year = measures.school_year + sums.years_back
        and filed.county_code = measures.county_code
        and sums.measure = measures.measure
        and (sums.stage = 'all' or sums.stage = measures.stage)
    where filed.value is not null
    group by
        filed.school_year, filed.county_code, filed.item_code, filed.item_name, sums.measure, sums.what_en,
        sums.what_zh, filed.src_sha256, filed.src_sheet, filed.src_row, filed.value, sums.tolerance
    having bool_and(measures.is_known)
),

allowed as (
    select *, least_amount * tolerance + {{ quality_limit('difference_tolerance') }} as slack
    from compared
    where least_amount is not null
)

select
    school_year,
    county_code,
    'county_facts' as relation,
    item_code,
    item_name,
    measure,
    what_en,
    what_zh,
    value,
    case
        when least_amount = most_amount
            then rtrim(rtrim(cast(cast(least_amount as decimal(20, 2)) as varchar), '0'), '.')
        else cast(cast(least_amount as bigint) as varchar) || ' – ' || cast(cast(most_amount as bigint) as varchar)
    end as expected,
    greatest(least_amount - slack - value, value - most_amount * (1 + tolerance) - slack, 0) as difference,
    src_sha256,
    src_sheet,
    src_row
from allowed

-- County items beside what they must equal: sums over the schools, or last year's item (rule_county_item_sums).
-- Offices sum the compulsory stages or all of them: what lies from the one sum to the other agrees.
with measures as (
    select school_year, county_code, 'students' as measure, stage, sum(students) as amount, count(*) = count(students) as is_known
    from section_students()
    group by school_year, county_code, stage
    union all
    select school_year, county_code, 'teachers', stage, sum(teachers), count(*) = count(teachers)
    from section_teachers()
    group by school_year, county_code, stage
    union all
    select school_year, county_code, item_code, 'primary', max(value), true
    from county_facts
    where value is not null
    group by school_year, county_code, item_code
),
compared as (
    select filed.school_year, filed.county_code, filed.item_code, filed.item_name, sums.measure, sums.what_en, sums.what_zh,
        filed.src_sha256, filed.src_sheet, filed.src_row, cast(filed.value as double) as value,
        cast(sums.tolerance as double) as tolerance,
        cast(sum(measures.amount) filter (where sums.stage <> 'all' or measures.stage in ('primary', 'junior')) as double)
            as least,
        cast(sum(measures.amount) as double) as most
    from county_facts as filed
    inner join rule_county_item_sums as sums on sums.item_code = filed.item_code
    inner join measures
        on measures.school_year = filed.school_year - cast(sums.years_back as integer)
        and measures.county_code = filed.county_code
        and measures.measure = sums.measure
        and (sums.stage = 'all' or measures.stage = sums.stage)
    where filed.value is not null
    group by filed.school_year, filed.county_code, filed.item_code, filed.item_name, sums.measure, sums.what_en,
        sums.what_zh, filed.src_sha256, filed.src_sheet, filed.src_row, filed.value, sums.tolerance
    having bool_and(measures.is_known)
),
allowed as (
    select *,
        least * tolerance + cast((select value from rule_quality_limits where limit_id = 'difference_tolerance') as double) as slack
    from compared
)
select *, 'county_facts' as relation,
    case when least = most then rtrim(rtrim(cast(cast(least as decimal(20, 2)) as varchar), '0'), '.')
        else cast(cast(least as bigint) as varchar) || ' – ' || cast(cast(most as bigint) as varchar) end as expected,
    greatest(least - slack - value, value - most * (1 + tolerance) - slack, 0) as difference
from allowed
where least is not null

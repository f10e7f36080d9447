-- County items beside what they must equal: sums over the schools, or last year's item (rule_county_item_sums).
with measures as (
    select school_year, county_code, 'students' as measure, stage, sum(students) as amount, count(*) = count(students) as is_known
    from section_students()
    where stage in ('primary', 'junior')
    group by school_year, county_code, stage
    union all
    select school_year, county_code, 'teachers', stage, sum(teachers), count(*) = count(teachers)
    from section_teachers()
    where stage in ('primary', 'junior')
    group by school_year, county_code, stage
    union all
    select school_year, county_code, item_code, null, max(value), true
    from county_facts
    where value is not null
    group by school_year, county_code, item_code
)
select filed.school_year, filed.county_code, 'county_facts' as relation, filed.item_code, filed.item_name,
    sums.measure, sums.what_en, sums.what_zh, filed.src_sha256, filed.src_sheet, filed.src_row,
    cast(filed.value as double) as value, cast(sum(measures.amount) as double) as expected,
    case
        when abs(filed.value - sum(measures.amount)) > (
            select cast(value as double) from rule_limits where limit_id = 'difference_tolerance'
        ) then cast(filed.value - sum(measures.amount) as double)
        else 0
    end as difference
from county_facts as filed
inner join rule_county_item_sums as sums on sums.item_code = filed.item_code
inner join measures
    on measures.school_year = filed.school_year - cast(sums.years_back as integer)
    and measures.county_code = filed.county_code
    and measures.measure = sums.measure
    and (coalesce(sums.stage, 'all') = 'all' or measures.stage = sums.stage)
where filed.value is not null
group by filed.school_year, filed.county_code, filed.item_code, filed.item_name, sums.measure, sums.what_en, sums.what_zh,
    filed.src_sha256, filed.src_sheet, filed.src_row, filed.value
having bool_and(measures.is_known)

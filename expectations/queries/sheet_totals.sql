-- Each 合计 cell beside the sum of its column's rows.
with sums as (
    select school_year, county_code, src_sha256, src_sheet, src_field, sum(value) as sum_of_rows
    from facts()
    where src_sha256 in (select src_sha256 from totals)
    group by school_year, county_code, src_sha256, src_sheet, src_field
)
select
    totals.*,
    coalesce(sums.sum_of_rows, 0) as sum_of_rows,
    case
        when abs(totals.total - coalesce(sums.sum_of_rows, 0)) > (
            select cast(value as double) from rule_limits where limit_id = 'difference_tolerance'
        ) then cast(totals.total - coalesce(sums.sum_of_rows, 0) as double)
        when totals.total is not null then 0
    end as difference
from totals
left join sums
    on sums.school_year = totals.school_year
    and sums.county_code = totals.county_code
    and sums.src_sha256 = totals.src_sha256
    and sums.src_sheet = totals.src_sheet
    and sums.src_field = totals.src_field

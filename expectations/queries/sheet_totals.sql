-- Each 合计 cell beside the sum of its column's rows. What a cell that could not be read lacks may be the difference.
with sums as (
    select facts.school_year, facts.county_code, facts.src_sha256, facts.src_sheet, facts.src_field,
        sum(facts.value) as sum_of_rows,
        count(refused.src_field) filter (where facts.value is null) as cells_unread
    from facts() as facts
    left join cells_refused() as refused
        on refused.src_sha256 = facts.src_sha256 and refused.src_sheet = facts.src_sheet
        and refused.src_row = facts.src_row and refused.src_field = facts.src_field
    where facts.src_sha256 in (select src_sha256 from totals)
    group by facts.school_year, facts.county_code, facts.src_sha256, facts.src_sheet, facts.src_field
)
select
    totals.*,
    coalesce(sums.sum_of_rows, 0) as sum_of_rows,
    case
        when sums.cells_unread > 0 and totals.total > coalesce(sums.sum_of_rows, 0) then null
        when abs(totals.total - coalesce(sums.sum_of_rows, 0)) > (
            select cast(value as double) from rule_quality_limits where limit_id = 'difference_tolerance'
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

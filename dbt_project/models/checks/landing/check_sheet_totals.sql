-- Each 合计 cell beside the sum of its column's rows. What a cell that could not be read lacks may be the difference.
{%- set column = ['school_year', 'county_code', 'src_sha256', 'src_sheet', 'src_field'] %}
with summed as (
    select facts.school_year, facts.county_code, facts.src_sha256, facts.src_sheet, facts.src_field,
        sum(facts.value) as sum_of_rows,
        count(case when facts.value is null then refused.src_field end) as cells_unread
    from {{ ref('fact') }} as facts
    left join {{ ref('refused_cell') }} as refused
        on {{ same('facts', 'refused', ['src_sha256', 'src_sheet', 'src_row', 'src_field']) }}
    where
        not facts.is_misfiled
        and facts.src_sha256 in (select src_sha256 from {{ source('landing', 'totals') }})
    group by facts.school_year, facts.county_code, facts.src_sha256, facts.src_sheet, facts.src_field
)

select
    totals.school_year,
    totals.county_code,
    totals.relation,
    totals.total,
    totals.src_sha256,
    totals.src_sheet,
    totals.src_row,
    totals.src_field,
    coalesce(summed.sum_of_rows, 0) as sum_of_rows,
    case
        when summed.cells_unread > 0 and totals.total > coalesce(summed.sum_of_rows, 0) then null
        when abs(totals.total - coalesce(summed.sum_of_rows, 0)) > {{ quality_limit('difference_tolerance') }}
            then cast(totals.total - coalesce(summed.sum_of_rows, 0) as double)
        when totals.total is not null then 0
    end as difference
from {{ source('landing', 'totals') }} as totals
left join summed
    on {{ same('totals', 'summed', column) }}

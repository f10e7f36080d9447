-- Items of the county supervision with their maxima and the share reached, as scored.
with standing as (
    select
        *,
        row_number() over (
            partition by school_year, county_code, item order by src_sha256, src_sheet, src_row
        ) as choice
    from {{ ref('filed_supervision_scores') }}
    where item is not null
)

select
    school_year,
    county_code,
    item,
    cast(points_max as double) as points_max,
    cast(points as double) as points,
    cast(points as double) / nullif(cast(points_max as double), 0) as share
from standing
where choice = 1

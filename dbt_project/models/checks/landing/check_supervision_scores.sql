-- Each item of the county supervision: its points beside its maximum, and the maxima beside the whole score.
with totals as (
    select
        school_year, county_code,
        sum(points_max) as points_max,
        count(*) = count(points_max) as is_complete
    from {{ ref('filed_supervision_scores') }}
    group by school_year, county_code
)

select
    scores.school_year,
    scores.county_code,
    'supervision_scores' as relation,
    scores.item,
    cast(scores.points as double) as points,
    cast(scores.points_max as double) as points_max,
    cast(scores.points - scores.points_max as double) as over_maximum,
    case when scores.points is null or scores.points_max is null then 'incomplete' else 'complete' end as completeness,
    cast(totals.points_max as double) as maxima,
    -- said once, at the sheet's first item
    case
        when totals.is_complete and row_number() over (
            partition by scores.school_year, scores.county_code order by scores.src_sha256, scores.src_sheet, scores.src_row
        ) = 1 then abs(cast(totals.points_max as double) - {{ quality_limit('supervision_points') }})
    end as maxima_off,
    count(*) over (partition by scores.school_year, scores.county_code, scores.item) as times_listed,
    scores.src_sha256,
    scores.src_sheet,
    scores.src_row
from {{ ref('filed_supervision_scores') }} as scores
inner join totals
    on {{ same('scores', 'totals', ['school_year', 'county_code']) }}

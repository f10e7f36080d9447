-- Facts for which the 学校明细 export and the 基层报表 return of a school give different values (the export wins).
-- The finding stands at the return's cell; `exported_at` names the export's.
with differing as (
    select
        returned.*,
        exported.value as exported_value,
        exported.county_code as exported_county,
        exported.src_sha256 as exported_sha256,
        exported.src_sheet as exported_sheet,
        exported.src_row as exported_row,
        exported.src_field as exported_field
    from {{ ref('fact') }} as returned
    inner join {{ ref('fact') }} as exported
        on {{ same('returned', 'exported', ['school_year', 'school_code', 'relation', 'fact']) }}
    where
        returned.src_shape = 'return' and exported.src_shape = 'export'
        and not returned.is_misfiled and not exported.is_misfiled
        and abs(returned.value - exported.value) > {{ quality_limit('difference_tolerance') }}
)

select
    differing.school_year,
    differing.county_code,
    differing.school_code,
    differing.relation,
    differing.fact,
    differing.value,
    differing.exported_value,
    differing.src_sha256,
    differing.src_sheet,
    differing.src_row,
    differing.src_field,
    {{ cell_named('places', 'differing.exported_row') }} as exported_at,
    cast(differing.value - differing.exported_value as double) as difference
from differing
left join {{ ref('field_place') }} as places
    on differing.school_year = places.school_year
    and differing.exported_county = places.county_code
    and differing.exported_sha256 = places.src_sha256
    and differing.exported_sheet = places.src_sheet
    and differing.relation = places.relation
    and differing.exported_field = places.field
    and differing.exported_row = coalesce(places.src_row, differing.exported_row)

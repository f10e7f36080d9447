-- Facts for which the 学校明细 export and the 基层报表 return of a school give different values (the export wins).
-- The finding stands at the return's cell; `exported_at` names the export's.
with exported as (
    select * from facts() where src_shape = 'export' and value is not null
),
returned as (
    select * from facts() where src_shape = 'return' and value is not null
),
differing as (
    select returned.*, exported.value as exported_value,
        exported.county_code as exported_county, exported.src_sha256 as exported_sha256,
        exported.src_sheet as exported_sheet, exported.src_row as exported_row, exported.src_field as exported_field
    from returned
    inner join exported
        on exported.school_year = returned.school_year
        and exported.school_code = returned.school_code
        and exported.relation = returned.relation
        and exported.fact = returned.fact
    where abs(returned.value - exported.value) > (
        select cast(value as double) from rule_quality_limits where limit_id = 'difference_tolerance'
    )
)
select differing.* exclude (exported_county, exported_sha256, exported_sheet, exported_row, exported_field),
    places.file || ' ' || places.sheet || '!' || places."column" || cast(differing.exported_row as varchar) as exported_at,
    cast(differing.value - differing.exported_value as double) as difference
from differing
left join field_places() as places
    on places.school_year = differing.school_year
    and places.county_code = differing.exported_county
    and places.sha256 = differing.exported_sha256
    and places.sheet = differing.exported_sheet
    and places.relation = differing.relation
    and places.field = differing.exported_field
    and coalesce(places."row", differing.exported_row) = differing.exported_row

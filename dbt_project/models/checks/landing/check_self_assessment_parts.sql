-- Items of a school's self-assessment that are part of another one (seed county_item_parts), beside the whole.
select
    filed.school_year,
    filed.county_code,
    filed.school_code,
    'self_assessment' as relation,
    filed.item,
    cast(filed.value as double) as value,
    wholes.item as whole_item,
    cast(wholes.value as double) as whole,
    cast(greatest(filed.value - wholes.value, 0) as double) as excess,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    filed.src_field
from {{ ref('filed_self_assessment') }} as filed
inner join {{ ref('county_item_parts') }} as parts
    on filed.item = parts.part_item_code
inner join {{ ref('filed_self_assessment') }} as wholes
    on {{ same('filed', 'wholes', ['school_year', 'county_code', 'school_code', 'src_sha256', 'src_sheet', 'src_row']) }}
    and parts.whole_item_code = wholes.item
where filed.value is not null and wholes.value is not null

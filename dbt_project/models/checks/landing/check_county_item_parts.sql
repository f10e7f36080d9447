-- County items that are part of another item (seed county_item_parts), beside the whole.
with wholes as (
    select school_year, county_code, item_code, max(item_name) as item_name, max(value) as value
    from {{ ref('filed_county_facts') }}
    group by school_year, county_code, item_code
)

select
    filed.school_year,
    filed.county_code,
    'county_facts' as relation,
    filed.item_code,
    filed.item_name,
    cast(filed.value as double) as value,
    wholes.item_code as whole_code,
    wholes.item_name as whole_name,
    cast(wholes.value as double) as whole,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    cast(greatest(filed.value - wholes.value, 0) as double) as excess
from {{ ref('filed_county_facts') }} as filed
inner join {{ ref('county_item_parts') }} as parts
    on filed.item_code = parts.part_item_code
inner join wholes
    on {{ same('filed', 'wholes', ['school_year', 'county_code']) }}
    and parts.whole_item_code = wholes.item_code
where filed.value is not null and wholes.value is not null

-- County items filed as figures, beside what the list that the county files comes to.
select
    filed.school_year,
    filed.county_code,
    'county_facts' as relation,
    filed.item_code,
    filed.item_name,
    cast(filed.value as double) as value,
    cast(listed.value as double) as counted,
    listed.list_relation,
    abs(cast(filed.value - listed.value as double)) as difference,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row
from {{ ref('filed_county_facts') }} as filed
inner join {{ ref('listed_county_fact') }} as listed
    on {{ same('filed', 'listed', ['school_year', 'county_code', 'item_code']) }}
where filed.value is not null

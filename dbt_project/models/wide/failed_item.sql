-- What fails in a county, a row each, where compliance_county.failed_items says it in prose.
select
    {{ key_of(['items.county_code', 'items.school_year']) }} as county_key,
    items.school_year,
    items.standard_id,
    items.county_code,
    counties.county_name,
    items.item_type,
    {{ in_words('items.item_type', 'item_type', 'item_type') }},
    items.school_code,
    schools.school_name,
    items.stage,
    items.indicator_id,
    {{ indicator_names('items.indicator_id', 'indicators') }},
    indicators.dimension_id,
    items.measure,
    items.required,
    items.measure - items.required as distance,
    case when items.item_type <> 'difference' then indicators.unit_zh end as unit_zh,
    case when items.item_type <> 'difference' then indicators.unit_en end as unit_en
from {{ ref('ledger_item') }} as items
inner join {{ ref('dim_county') }} as counties
    on items.school_year = counties.school_year
    and items.county_code = counties.county_code
left join {{ ref('dim_indicator') }} as indicators
    on items.indicator_id = indicators.indicator_id
left join {{ ref('dim_school') }} as schools
    on items.school_year = schools.school_year
    and items.school_code = schools.school_code
where items.status = 'FAIL'

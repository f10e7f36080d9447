-- Items of the county collection sheets, one row per item, in base units. Where the county files the list that an item
-- counts up (drop-out ledger, scores), the list counts; that the two agree is a check (check_listed_items).
-- A table: forty indicators read it, and as a view its SQL stands forty times in what puts them together.
{{ config(materialized='table') }}
with filed as (
    {{ wide_rows('county_facts', key=['item_code'], columns=['value', 'unit', 'note'], quarantinable=['value']) | indent(4) }}
)

select
    coalesce(listed.school_year, filed.school_year) as school_year,
    coalesce(listed.county_code, filed.county_code) as county_code,
    listed.item_code is null and filed.is_value_out as is_value_out,
    coalesce(listed.item_code, filed.item_code) as item_code,
    case when listed.item_code is not null then listed.value else filed.value end as value,
    filed.unit,
    filed.note,
    coalesce(listed.src_sha256, filed.src_sha256) as src_sha256,
    coalesce(listed.src_sheet, filed.src_sheet) as src_sheet,
    coalesce(listed.src_row, filed.src_row) as src_row,
    coalesce(listed.src_field, 'value') as src_field
from filed
full join {{ ref('listed_county_fact') }} as listed
    on filed.school_year = listed.school_year
    and filed.county_code = listed.county_code
    and filed.item_code = listed.item_code

-- County items as filed, and those of the registry that a county which files items left out.
with filing as (
    select school_year, county_code, min(src_sha256) as src_sha256, min(src_sheet) as src_sheet
    from county_facts
    group by school_year, county_code
)
select filed.school_year, filed.county_code, 'county_facts' as relation, filed.item_code, filed.item_name,
    cast(filed.value as double) as value, filed.src_sha256, filed.src_sheet, filed.src_row,
    case when known.item_code is null then 'unknown' else 'known' end as item_known,
    case when filed.value is null then 'blank' else 'filed' end as item_filed
from county_facts as filed
left join registry_county_items as known on known.item_code = filed.item_code
union all
select filing.school_year, filing.county_code, 'county_facts', owed.item_code, owed.name_zh,
    null, filing.src_sha256, filing.src_sheet, null, null, 'missing'
from filing
cross join registry_county_items as owed
where not exists (
    select 1 from county_facts as filed
    where filed.school_year = filing.school_year
        and filed.county_code = filing.county_code
        and filed.item_code = owed.item_code
)

-- County items as filed, and those of the registry that a county which files their sheet left out.
with filing as (
    select school_year, county_code, src_shape, min(src_sha256) as src_sha256, min(src_sheet) as src_sheet
    from county_facts
    group by school_year, county_code, src_shape
),
asked as (
    -- The citation of an item names the sheet that asks for it: 县级指标 of every county, 补充采集表 of those that file it.
    select *, case when citation like '补充采集表%' then 'supplement' else 'collection' end as src_shape
    from registry_county_items
)
select filed.school_year, filed.county_code, 'county_facts' as relation, filed.item_code, filed.item_name,
    cast(filed.value as double) as value, filed.src_sha256, filed.src_sheet, filed.src_row,
    case when known.item_code is null then 'unknown' else 'known' end as item_known,
    case when filed.value is null then 'blank' else 'filed' end as item_filed,
    -- What may fall as well as rise is no error where it is below zero.
    case when coalesce(cast(limits.minimum as double), 0) >= 0 then cast(filed.value as double) end as unsigned_value,
    limits.minimum, limits.maximum,
    case
        when filed.value < cast(limits.minimum as decimal(20, 6)) then 'too small'
        when filed.value > cast(limits.maximum as decimal(20, 6)) then 'too large'
        when filed.value is not null and limits.item_code is not null then 'plausible'
    end as verdict,
    case
        when filed.value is null or known.item_code is null then null
        when coalesce(stated.kind, meant.kind) = meant.kind then 'same'
        else 'other'
    end as unit_kind,
    case
        when meant.kind = 'count' and known.unit <> 'points' and filed.value is not null
            then case when filed.value = floor(filed.value) then 'whole' else 'part' end
    end as whole, filed.unit as unit_filed, known.unit_zh
from county_facts as filed
left join registry_county_items as known on known.item_code = filed.item_code
left join rule_county_item_limits as limits on limits.item_code = filed.item_code
left join unit_kinds() as stated on stated.unit = filed.unit
left join unit_kinds() as meant on meant.unit = known.unit_zh
union all
select filing.school_year, filing.county_code, 'county_facts', asked.item_code, asked.name_zh,
    null, filing.src_sha256, filing.src_sheet, null, null, 'missing', null, null, null, null, null, null, null, null
from filing
inner join asked on asked.src_shape = filing.src_shape
where not exists (
    select 1 from county_facts as filed
    where filed.school_year = filing.school_year
        and filed.county_code = filing.county_code
        and filed.item_code = asked.item_code
)

-- What a ledger says is open, added up, beside the county's own figure of it, where both are filed.
with open_items as (
    select
        records.school_year,
        records.filed_county_code as county_code,
        records.kind,
        sum(case when records.verified_on is null and records.closed_on is null then records.quantity else 0 end) as ledger_sum,
        count(records.quantity) as quantities
    from {{ ref('ledger_record') }} as records
    group by records.school_year, records.filed_county_code, records.kind
)

select
    facts.school_year,
    facts.county_code,
    cast(null as varchar) as school_code,
    'county_facts' as relation,
    kinds.kind,
    facts.item_code,
    cast(open_items.ledger_sum as double) as ledger_sum,
    kinds.name_en,
    kinds.name_zh,
    cast(facts.value as double) as county_figure,
    round(cast(facts.value - open_items.ledger_sum as double), 2) as difference,
    facts.src_sha256,
    facts.src_sheet,
    facts.src_row,
    'value' as src_field
from open_items
inner join {{ ref('ledger_kinds') }} as kinds
    on open_items.kind = kinds.kind
inner join {{ ref('filed_county_facts') }} as facts
    on open_items.school_year = facts.school_year
    and open_items.county_code = facts.county_code
    and kinds.county_item = facts.item_code
where open_items.quantities > 0 and facts.value is not null

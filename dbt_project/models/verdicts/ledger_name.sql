-- Every number (事项编号) under which an entry of the rectification ledger may be recorded: by the code its school has
-- today, and by each it had when the item was decided.
with filed as (
    select distinct
        standard_id, county_code, item_type, school_code, stage, indicator_id, filed_school_code
    from {{ ref('ledger_followed') }}
)

select distinct
    standard_id,
    county_code,
    {{ ledger_item_id('indicator_id', 'item_type', 'school_code', 'stage') }} as item_id,
    {{ ledger_item_id('indicator_id', 'item_type', 'filed_school_code', 'stage') }} as recorded_id
from filed
union
select distinct
    standard_id,
    county_code,
    {{ ledger_item_id('indicator_id', 'item_type', 'school_code', 'stage') }} as item_id,
    {{ ledger_item_id('indicator_id', 'item_type', 'school_code', 'stage') }} as recorded_id
from filed

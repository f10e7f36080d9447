-- Each step of each record of a ledger: is it taken in turn, with all that goes with it, and on a day that has come?
select
    school_year,
    county_code,
    school_code,
    'ledger_records' as relation,
    kind,
    {{ number_shown('item_id') }} as item_id,
    step,
    step_on,
    step_before,
    before_on,
    opened_on,
    lacking,
    path,
    src_sha256,
    src_sheet,
    src_row,
    step as src_field,
    case when step_on is not null and step_before is not null and before_on is null then 'left out' else 'taken' end
        as turn,
    case
        when step_on < before_on then 'before the step before it'
        when step_on < opened_on then 'before it opened'
        else 'in order'
    end as day_order,
    case when step_on > told_on then 'to come' else 'come' end as day_state
from {{ ref('ledger_step') }}

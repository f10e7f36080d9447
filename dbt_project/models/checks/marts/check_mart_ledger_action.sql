-- Each record of a ledger beside the data: is its item open, is it done in time, and do the data bear out its claim?
-- A row a record, whichever rule sets its item is open under.
select
    record_year as school_year,
    county_code,
    min(school_code) as school_code,
    'ledger_records' as relation,
    kind,
    item_id,
    path,
    src_sha256,
    src_sheet,
    src_row,
    min(cell) as cell,
    min(planned_on) as planned_on,
    min(deadline) as deadline,
    min(claimed_on) as claimed_on,
    min(standing) as standing,
    case when max(case when is_refuted then 1 else 0 end) = 1 then 'refuted' else 'not refuted' end as claim,
    case when max(case when is_overdue then 1 else 0 end) = 1 then 'overdue' else 'in time' end as timeliness
from {{ ref('ledger_action') }}
group by record_year, county_code, kind, item_id, path, src_sha256, src_sheet, src_row

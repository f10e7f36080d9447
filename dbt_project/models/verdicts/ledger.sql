-- The rectification ledger (整改台账): every item that failed, from the year it opened, with what the data say of it
-- (state) and where it has got to by data and records together (life_state). Without a record it is as the data tell.
select
    entries.standard_id,
    entries.county_code,
    entries.item_type,
    entries.school_code,
    entries.stage,
    entries.indicator_id,
    entries.opened_year,
    entries.opening,
    entries.is_reopened,
    entries.opened_school_code,
    entries.measure_at_opening,
    entries.measure_latest,
    entries.required_latest,
    entries.latest_year,
    entries.state,
    entries.closed_year,
    entries.planned_year,
    entries.responsible_department,
    entries.item_id,
    lives.life_state,
    lives.first_seen_on,
    lives.age_years,
    lives.age_days,
    lives.department as owner_department,
    lives.post as owner_post,
    lives.deadline,
    lives.is_overdue,
    lives.is_refuted,
    lives.verified_by
from {{ ref('ledger_entry') }} as entries
inner join {{ ref('ledger_life') }} as lives
    on entries.standard_id = lives.standard_id
    and entries.county_code = lives.county_code
    and entries.item_id = lives.item_id
    and entries.opening = lives.opening

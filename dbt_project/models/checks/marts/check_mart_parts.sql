-- Each part of a requirement with what can be checked within its row, and with the result that it is a part of.
select
    parts.school_year,
    parts.standard_id,
    parts.county_code,
    parts.entity_type,
    parts.entity_id,
    parts.stage,
    parts.indicator_id,
    parts.part_id,
    parts.value,
    parts.operator,
    parts.threshold,
    parts.status,
    case when parts.status <> 'PASS' and parts.reason_code is null then 'yes' else 'no' end as reason_lacking,
    case
        when parts.status in ('PASS', 'FAIL') and parts.value is null then 'decided without value'
        when parts.status = 'INSUFFICIENT_DATA' and parts.value is not null then 'undecided with value'
        else 'consistent'
    end as value_and_status,
    case when parts.status = 'PASS' then parts.margin / coalesce(nullif(abs(parts.threshold), 0), 1) end
        as margin_of_pass,
    -- at the threshold itself only a strict comparison fails
    case when parts.status = 'FAIL' and not (parts.margin = 0 and parts.operator in ('<', '>')) then parts.margin end
        as margin_of_fail,
    case when parts.status in ('PASS', 'FAIL') then parts.denominator end as denominator_decided,
    case when results.status is null then 'no result' when parts.status = 'FAIL' then results.status end
        as status_of_failed_whole
from {{ ref('indicator_part') }} as parts
left join {{ ref('indicator_result') }} as results
    on parts.school_year = results.school_year
    and parts.standard_id = results.standard_id
    and parts.entity_type = results.entity_type
    and parts.entity_id = results.entity_id
    and parts.stage = results.stage
    and parts.indicator_id = results.indicator_id

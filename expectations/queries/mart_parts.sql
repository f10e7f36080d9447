-- indicator_part with the result that it is a part of.
select parts.*,
    case when parts.status <> 'PASS' and parts.reason_code is null then 'yes' else 'no' end as reason_lacking,
    case
        when parts.status in ('PASS', 'FAIL') and parts.value is null then 'decided without value'
        when parts.status = 'INSUFFICIENT_DATA' and parts.value is not null then 'undecided with value'
        else 'consistent'
    end as value_and_status,
    case when parts.status = 'PASS' then parts.margin / coalesce(nullif(abs(parts.threshold), 0), 1) end as margin_of_pass,
    -- At the threshold itself only a strict comparison fails.
    case when parts.status = 'FAIL' and not (parts.margin = 0 and parts.operator in ('<', '>')) then parts.margin end
        as margin_of_fail,
    case when parts.denominator is not null and parts.status in ('PASS', 'FAIL') then parts.denominator end
        as denominator_decided,
    case when results.status is null then 'no result' when parts.status = 'FAIL' then results.status end
        as status_of_failed_whole
from indicator_part as parts
left join indicator_result as results
    on results.school_year = parts.school_year and results.standard_id = parts.standard_id
    and results.entity_type = parts.entity_type and results.entity_id = parts.entity_id
    and results.stage = parts.stage and results.indicator_id = parts.indicator_id

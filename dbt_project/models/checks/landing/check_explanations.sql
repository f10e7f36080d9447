-- Explanations of explanations.yaml against the findings of the gate that they name.
select
    explanations.finding_id,
    explanations.school_year,
    explanations.county_code,
    explanations.path,
    explanations.expires_on,
    case
        when found.finding_id is null and explanations.status = 'expired' then 'done'
        when found.finding_id is null then 'unknown'
        when not found.wants_explanation then 'not wanted'
        else explanations.status
    end as standing
from {{ source('landing', 'explanations') }} as explanations
left join {{ source('quality', 'dq_finding') }} as found
    on {{ same('explanations', 'found', ['school_year', 'county_code', 'finding_id']) }}

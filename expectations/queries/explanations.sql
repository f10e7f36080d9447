-- Explanations of explanations.yaml against the findings of this gate (`found`).
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
from explanations
left join found
    on explanations.school_year = found.school_year
    and explanations.county_code = found.county_code
    and explanations.finding_id = found.finding_id

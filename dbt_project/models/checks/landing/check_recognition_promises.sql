-- Each promise given at recognition: does it name a transition rule, and a year within what the rule allows, and is
-- its county on the way to recognition at all?
select
    promises.school_year,
    promises.county_code,
    'recognition_promises' as relation,
    promises.transition_rule_id,
    promises.promised_on,
    promises.due_year,
    case when rules.transition_rule_id is null then 'unknown' else 'known' end as rule_state,
    case when stages.step_reached is null then 'no record' else 'on record' end as county_state,
    case
        when promises.promised_on is null or promises.due_year is null then 'missing'
        when promises.promised_on
            > coalesce(files.received_at, {{ year_end('promises.school_year') }}) then 'future'
        when promises.due_year < {{ school_year_of('promises.promised_on') }} then 'before'
        when promises.due_year
            > cast(substr(promises.promised_on, 1, 4) as integer) + {{ quality_limit('promise_years') }} then 'too late'
        else 'within'
    end as due_state,
    count(*) over (
        partition by promises.school_year, promises.county_code, promises.transition_rule_id, promises.promised_on
    ) as times_filed,
    promises.src_sha256,
    promises.src_sheet,
    promises.src_row
from {{ ref('filed_recognition_promises') }} as promises
left join (select distinct transition_rule_id from {{ ref('transition_rules') }}) as rules
    on promises.transition_rule_id = rules.transition_rule_id
left join {{ ref('recognition_stage') }} as stages
    on {{ same('promises', 'stages', ['school_year', 'county_code']) }}
left join {{ ref('file_read') }} as files
    on promises.school_year = files.school_year
    and promises.county_code = files.county_code
    and promises.src_sha256 = files.sha256

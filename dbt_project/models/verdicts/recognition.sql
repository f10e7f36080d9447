-- Recognition of each county and year: the step reached, what comes next and what bars it. A recognised county that
-- fails in the year's monitoring has slipped back; one whose record of recognition lacks the steps before it is unproven.
with promises as (
    select
        school_year,
        county_code,
        count(*) as promises,
        count(case when state = 'KEPT' then 1 end) as promises_kept,
        count(case when state = 'OVERDUE' then 1 end) as promises_overdue,
        min(case when state in ('OPEN', 'OVERDUE') then due_year end) as promise_due_year
    from {{ ref('recognition_promise') }}
    group by school_year, county_code
),

judged as (
    select
        stages.*,
        next_verdicts.standard_id as verdict_standard_id,
        next_verdicts.status as verdict,
        next_verdicts.vetoes,
        coalesce(promises.promises, 0) as promises,
        coalesce(promises.promises_kept, 0) as promises_kept,
        coalesce(promises.promises_overdue, 0) as promises_overdue,
        promises.promise_due_year,
        stages.next_asks_verdict and next_verdicts.status = 'FAIL' as bars_fail,
        stages.next_asks_verdict and coalesce(next_verdicts.status, 'INSUFFICIENT_DATA') not in ('FAIL', 'PASS')
            as bars_undecided,
        stages.next_asks_verdict and next_verdicts.vetoes is not null as bars_veto,
        stages.next_step_from > {{ year_end('stages.school_year') }} as bars_wait,
        stages.steps_missing is not null as bars_missing,
        stages.records_disagreeing > 0 as bars_disagree,
        coalesce(promises.promises_overdue, 0) > 0 as bars_promise
    from {{ ref('recognition_stage') }} as stages
    left join {{ ref('compliance_county') }} as next_verdicts
        on stages.school_year = next_verdicts.school_year
        and stages.county_code = next_verdicts.county_code
        and stages.next_standard_id = next_verdicts.standard_id
    left join promises
        on {{ same('stages', 'promises', ['school_year', 'county_code']) }}
)

select
    judged.school_year,
    judged.county_code,
    counties.county_name,
    case
        when judged.step_reached is null then 'NO_RECORD'
        when judged.recognised_on is not null and judged.verdict = 'FAIL' then 'SLIPPED_BACK'
        when judged.recognised_on is not null and judged.bars_missing then 'UNPROVEN'
        when judged.recognised_on is not null then 'RECOGNISED'
        when judged.revoked_on is not null then 'REVOKED'
        else 'ON_THE_WAY'
    end as state,
    judged.step_reached,
    reached.name_zh as step_reached_zh,
    reached.name_en as step_reached_en,
    judged.reached_on,
    judged.base_on as basic_balance_on,
    judged.recognised_on,
    judged.reviewed_on,
    judged.revoked_on,
    judged.next_step,
    following.name_zh as next_step_zh,
    following.name_en as next_step_en,
    judged.next_step_from,
    nullif(concat_ws(
        '; ',
        case when judged.bars_wait then 'BASIC_BALANCE_TOO_RECENT' end,
        case when judged.bars_missing then 'STEP_MISSING' end,
        case when judged.bars_disagree then 'RECORDS_DISAGREE' end,
        case when judged.bars_veto then 'VETO' end,
        case when judged.bars_fail then 'VERDICT_FAIL' end,
        case when judged.bars_undecided then 'VERDICT_UNDECIDED' end,
        case when judged.bars_promise then 'PROMISE_OVERDUE' end
    ), '') as barred_by,
    judged.steps_missing,
    judged.verdict_standard_id,
    judged.verdict,
    cast(judged.promises as integer) as promises,
    cast(judged.promises_kept as integer) as promises_kept,
    cast(judged.promises_overdue as integer) as promises_overdue,
    judged.promise_due_year,
    cast(judged.records_disagreeing as integer) as records_disagreeing
from judged
inner join {{ ref('dim_county') }} as counties
    on {{ same('judged', 'counties', ['school_year', 'county_code']) }}
left join {{ ref('recognition_steps') }} as reached
    on judged.step_reached = reached.step
left join {{ ref('recognition_steps') }} as following
    on judged.next_step = following.step

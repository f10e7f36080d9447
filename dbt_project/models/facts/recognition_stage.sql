-- Where each expected county stands at the end of each school year, by the records of recognition that stand: the
-- step reached since the last revocation, steps missing before it, what comes next and from which day on.
with standing as (
    select
        counties.school_year,
        counties.county_code,
        records.step,
        records.step_order,
        records.kind,
        records.recorded_on,
        records.agreement
    from {{ ref('expected_county') }} as counties
    left join (select county_code, later_code from {{ ref('county_lineage') }} where is_last) as lineage
        on counties.county_code = lineage.county_code
    inner join {{ ref('recognition_record') }} as records
        on coalesce(lineage.later_code, counties.county_code) = records.county_today
        and records.recorded_on <= {{ year_end('counties.school_year') }}
    where records.stands or records.agreement = 'disagrees'
),

revoked as (
    select school_year, county_code, max(recorded_on) as revoked_on
    from standing
    where kind = 'revocation' and agreement = 'agrees'
    group by school_year, county_code
),

in_round as (
    select standing.*, coalesce(revoked.revoked_on, '') as revoked_on
    from standing
    left join revoked
        on {{ same('standing', 'revoked', ['school_year', 'county_code']) }}
    where standing.kind = 'base' or standing.recorded_on > coalesce(revoked.revoked_on, '')
),

reached as (
    select
        school_year,
        county_code,
        max(case when kind in ('base', 'on_the_way', 'recognition') then step_order end) as step_order,
        min(case when kind = 'base' then recorded_on end) as base_on,
        min(case when kind = 'recognition' then recorded_on end) as recognised_on,
        max(case when kind = 'monitoring' then recorded_on end) as reviewed_on
    from in_round
    where agreement = 'agrees'
    group by school_year, county_code
),

reached_on as (
    select in_round.school_year, in_round.county_code, max(in_round.recorded_on) as reached_on
    from in_round
    inner join reached
        on {{ same('in_round', 'reached', ['school_year', 'county_code', 'step_order']) }}
    where in_round.agreement = 'agrees'
    group by in_round.school_year, in_round.county_code
),

missing as (
    select
        reached.school_year,
        reached.county_code,
        {{ text_list('steps.step', 'steps.step_order') }} as steps_missing
    from reached
    inner join {{ ref('recognition_steps') }} as steps
        on steps.step_order < reached.step_order
    left join in_round
        on reached.school_year = in_round.school_year
        and reached.county_code = in_round.county_code
        and steps.step = in_round.step
        and in_round.agreement = 'agrees'
    where in_round.step is null
    group by reached.school_year, reached.county_code
),

unsettled as (
    select school_year, county_code, count(*) as records_disagreeing
    from standing
    where agreement = 'disagrees'
    group by school_year, county_code
),

next_steps as (
    select
        counties.school_year,
        counties.county_code,
        min(steps.step_order) as step_order
    from {{ ref('expected_county') }} as counties
    left join reached
        on {{ same('counties', 'reached', ['school_year', 'county_code']) }}
    inner join {{ ref('recognition_steps') }} as steps
        on steps.step_order > coalesce(reached.step_order, 0)
        and steps.kind <> 'revocation'
        and {{ in_force('counties.school_year', 'steps.valid_from_year', 'steps.valid_to_year') }}
    group by counties.school_year, counties.county_code
)

select
    counties.school_year,
    counties.county_code,
    steps.step as step_reached,
    reached_on.reached_on,
    reached.base_on,
    reached.recognised_on,
    reached.reviewed_on,
    revoked.revoked_on,
    missing.steps_missing,
    coalesce(unsettled.records_disagreeing, 0) as records_disagreeing,
    following.step as next_step,
    following.kind as next_kind,
    following.standard_id as next_standard_id,
    following.asks_verdict as next_asks_verdict,
    case when following.waits_years > 0 then {{ years_later('reached.base_on', 'following.waits_years') }} end
        as next_step_from
from {{ ref('expected_county') }} as counties
left join reached
    on {{ same('counties', 'reached', ['school_year', 'county_code']) }}
left join {{ ref('recognition_steps') }} as steps
    on reached.step_order = steps.step_order
left join reached_on
    on {{ same('counties', 'reached_on', ['school_year', 'county_code']) }}
left join revoked
    on {{ same('counties', 'revoked', ['school_year', 'county_code']) }}
left join missing
    on {{ same('counties', 'missing', ['school_year', 'county_code']) }}
left join unsettled
    on {{ same('counties', 'unsettled', ['school_year', 'county_code']) }}
left join next_steps
    on {{ same('counties', 'next_steps', ['school_year', 'county_code']) }}
left join {{ ref('recognition_steps') }} as following
    on next_steps.step_order = following.step_order

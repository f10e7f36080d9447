-- Promises given at recognition, a row per promise and year: kept when the rule's indicator is met by all whom it
-- concerns without the transition rule, overdue when its year has passed and it is not.
with given as (
    select
        coalesce(lineage.later_code, filed.county_code) as county_today,
        filed.transition_rule_id,
        filed.promised_on,
        max(filed.due_year) as due_year,
        max({{ document_named('filed.document') }}) as document
    from {{ ref('filed_recognition_promises') }} as filed
    left join {{ ref('county_lineage') }} as lineage
        on filed.county_code = lineage.county_code and lineage.is_last
    where filed.transition_rule_id is not null and filed.promised_on is not null and filed.due_year is not null
    group by coalesce(lineage.later_code, filed.county_code), filed.transition_rule_id, filed.promised_on
),

rules as (
    select distinct transition_rule_id, indicator_id from {{ ref('transition_rules') }}
),

standards as (
    select distinct standard_id from {{ ref('recognition_steps') }} where kind = 'recognition'
),

met as (
    select
        results.school_year,
        results.county_code,
        results.indicator_id,
        {{ all_must_pass(
            "count(case when results.status <> 'NOT_APPLICABLE' then 1 end)",
            "count(case when results.status = 'FAIL' or results.transition_rule_id is not null then 1 end)",
            "count(case when results.status = 'INSUFFICIENT_DATA' then 1 end)"
        ) }} as status
    from {{ ref('indicator_result') }} as results
    inner join standards
        on results.standard_id = standards.standard_id
    inner join (select distinct indicator_id from rules) as concerned
        on results.indicator_id = concerned.indicator_id
    group by results.school_year, results.county_code, results.indicator_id
)

select
    counties.school_year,
    counties.county_code,
    given.transition_rule_id,
    given.promised_on,
    rules.indicator_id,
    given.due_year,
    given.document,
    coalesce(met.status, 'INSUFFICIENT_DATA') as indicator_status,
    case
        when met.status in ('PASS', 'NOT_APPLICABLE') then 'KEPT'
        when counties.school_year > given.due_year then 'OVERDUE'
        else 'OPEN'
    end as state
from {{ ref('expected_county') }} as counties
left join (select county_code, later_code from {{ ref('county_lineage') }} where is_last) as lineage
    on counties.county_code = lineage.county_code
inner join given
    on coalesce(lineage.later_code, counties.county_code) = given.county_today
    and given.promised_on <= {{ year_end('counties.school_year') }}
inner join rules
    on given.transition_rule_id = rules.transition_rule_id
left join met
    on counties.school_year = met.school_year
    and counties.county_code = met.county_code
    and rules.indicator_id = met.indicator_id

-- The rectification ledger, and every failure that no entry of it covers.
with failures as (
    select school_year, standard_id, county_code, 'section_indicator' as item_type, entity_id as school_code, stage, indicator_id
    from indicator_result
    where entity_type = 'section' and status = 'FAIL'
    union all
    select school_year, standard_id, county_code,
        case entity_type when 'school' then 'school_requirement' else 'county_requirement' end,
        case entity_type when 'school' then entity_id else '' end, part_id, indicator_id
    from indicator_part
    where status = 'FAIL'
    union all
    select school_year, standard_id, county_code, 'difference', '', stage, indicator_id
    from balance
    where status = 'FAIL'
),
-- An entry goes on under the codes that school and county have today; a code filed again after it had ended is another
-- school's.
ended as (
    select school_code, min(from_year) as from_year from school_lineage group by school_code
),
followed as (
    select failures.* replace (
        coalesce(counties.later_code, failures.county_code) as county_code,
        coalesce(schools.later_code, failures.school_code) as school_code
    )
    from failures
    left join county_lineage as counties on counties.county_code = failures.county_code and counties.is_last
    left join ended on ended.school_code = failures.school_code and failures.school_year < ended.from_year
    left join school_lineage as schools on schools.school_code = ended.school_code and schools.is_last
),
uncovered as (
    select followed.*
    from followed
    where not exists (
        select 1 from ledger
        where ledger.standard_id = followed.standard_id and ledger.county_code = followed.county_code
            and ledger.item_type = followed.item_type and ledger.school_code = followed.school_code
            and ledger.stage = followed.stage and ledger.indicator_id = followed.indicator_id
            and ledger.opened_year <= followed.school_year
            and coalesce(ledger.closed_year, 9999) > followed.school_year
    )
)
select opened_year as school_year, standard_id, county_code, item_type, school_code, stage, indicator_id, opening,
    state, 'yes' as entered,
    case
        when state = 'CLOSED' and closed_year is null then 'closed without year'
        when state = 'OPEN' and closed_year is not null then 'open with year of closing'
        else 'consistent'
    end as state_and_year,
    coalesce(closed_year, latest_year + 1) - opened_year as years_after_opening,
    case when is_reopened = (opening > 1) then 'consistent' else 'contradictory' end as reopening
from ledger
union all
select school_year, standard_id, county_code, item_type, school_code, stage, indicator_id, null,
    null, 'no', null, null, null
from uncovered

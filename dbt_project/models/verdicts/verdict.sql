-- What this reading says of counties that have a correction in force: every row of the three marts a correction
-- may move, with its status and its value, to be compared with the other reading.
with corrected_counties as (
    select distinct county_code from {{ ref('corrected_cell') }} where status = 'applied'
)

select
    results.school_year,
    results.standard_id,
    results.county_code,
    'indicator_result' as mart,
    results.entity_type || ' ' || results.entity_id as entity,
    results.stage,
    results.indicator_id,
    results.status,
    results.value
from {{ ref('indicator_result') }} as results
inner join corrected_counties
    on results.county_code = corrected_counties.county_code
union all
select
    schools.school_year,
    schools.standard_id,
    schools.county_code,
    'compliance_school' as mart,
    'section ' || schools.school_code as entity,
    schools.stage,
    '' as indicator_id,
    schools.status,
    cast(schools.indicators_met as double) as value
from {{ ref('compliance_school') }} as schools
inner join corrected_counties
    on schools.county_code = corrected_counties.county_code
union all
select
    balance.school_year,
    balance.standard_id,
    balance.county_code,
    'balance' as mart,
    '' as entity,
    balance.stage,
    balance.indicator_id,
    balance.status,
    balance.cv as value
from {{ ref('balance') }} as balance
inner join corrected_counties
    on balance.county_code = corrected_counties.county_code

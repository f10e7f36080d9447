-- Each school under each rule set that judges its sections: all of them must comply. Plans name and count schools.
select
    school_year,
    standard_id,
    county_code,
    school_code,
    {{ all_must_pass(
        "count(case when status <> 'NOT_APPLICABLE' then 1 end)",
        "count(case when status = 'FAIL' then 1 end)",
        "count(case when status = 'INSUFFICIENT_DATA' then 1 end)"
    ) }} as status
from {{ ref('compliance_school') }}
group by school_year, standard_id, county_code, school_code

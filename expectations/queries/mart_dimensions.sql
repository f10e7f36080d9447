-- compliance_dimension with what the sections and differences under it say.
with sections as (
    select school_year, standard_id, county_code,
        count(case when status = 'FAIL' then 1 end) as sections_failed,
        count(case when status = 'INSUFFICIENT_DATA' then 1 end) as sections_insufficient
    from compliance_school
    group by school_year, standard_id, county_code
),
differences as (
    select school_year, standard_id, county_code,
        count(case when status = 'FAIL' then 1 end) as differences_failed,
        count(case when status = 'INSUFFICIENT_DATA' then 1 end) as differences_insufficient
    from balance
    group by school_year, standard_id, county_code
)
select dimensions.*,
    case when dimensions.status <> 'PASS' and dimensions.reason_code is null then 'yes' else 'no' end as reason_lacking,
    dimensions.requirements - dimensions.requirements_passed - dimensions.requirements_failed
        - dimensions.requirements_missing as requirements_difference,
    case when dimensions.dimension_id = 'resource_allocation' and dimensions.status = 'PASS' then
        coalesce(sections.sections_failed, 0) + coalesce(sections.sections_insufficient, 0)
        + coalesce(differences.differences_failed, 0) + coalesce(differences.differences_insufficient, 0)
    end as open_in_pass,
    case when dimensions.dimension_id = 'resource_allocation'
        and coalesce(sections.sections_failed, 0) + coalesce(differences.differences_failed, 0) > 0
        then dimensions.status end as status_with_failure
from compliance_dimension as dimensions
left join sections
    on sections.school_year = dimensions.school_year and sections.standard_id = dimensions.standard_id
    and sections.county_code = dimensions.county_code
left join differences
    on differences.school_year = dimensions.school_year and differences.standard_id = dimensions.standard_id
    and differences.county_code = dimensions.county_code

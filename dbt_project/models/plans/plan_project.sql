-- Schools that plans promise to build or enlarge, each year of the plan: delivered, due, or not reported.
select
    plans.school_year,
    plans.plan_id,
    projects.project_id,
    plans.county_code,
    projects.target_year,
    projects.school_name_as_published as school_name,
    projects.kind,
    projects.places,
    projects.delivered_year,
    crosswalk.school_code,
    case
        when projects.delivered_year <= plans.school_year then 'MET'
        when plans.school_year < projects.target_year then 'NOT_DUE'
        else 'NOT_MEASURABLE'
    end as progress,
    case
        when coalesce(projects.delivered_year <= plans.school_year, false) or plans.school_year < projects.target_year
            then null
        else 'PROJECT_NOT_REPORTED'
    end as reason_code,
    projects.responsible_department,
    projects.stated_as,
    projects.citation
from {{ ref('plan_projects') }} as projects
inner join {{ ref('plan_county') }} as plans
    on projects.plan_id = plans.plan_id
    and projects.county_code = plans.county_code
left join {{ ref('school_name_crosswalk') }} as crosswalk
    on projects.county_code = crosswalk.county_code
    and projects.school_name_as_published = crosswalk.school_name_as_published
    and {{ in_force('plans.school_year', 'crosswalk.valid_from_year', 'crosswalk.valid_to_year') }}

-- Each record of a ledger: is its kind known, who answers for it and who closes it, by when, and is it said once?
with said as (
    select
        records.*,
        {{ ledger_said('records') }} as what_is_said
    from {{ ref('filed_ledger_records') }} as records
),

readings as (
    select school_year, county_code, kind, item_id, count(distinct what_is_said) as readings
    from said
    group by school_year, county_code, kind, item_id
)

select
    said.school_year,
    said.county_code,
    said.school_code,
    'ledger_records' as relation,
    {{ number_shown('said.item_id') }} as item_id,
    said.kind,
    said.planned_on,
    said.deadline,
    said.path,
    said.src_sha256,
    said.src_sheet,
    said.src_row,
    case when {{ is_number('said.item_id') }} then 'number' else 'name' end as number_kind,
    case when said.kind is null then 'missing' when kinds.kind is null then 'unknown' else 'known' end as kind_state,
    case when said.department is not null and owners.filed_department is null then 'unknown' else 'known' end
        as department_state,
    case when said.approver_department is not null and approvers.filed_department is null then 'unknown' else 'known' end
        as approver_department_state,
    case
        when said.post is not null and posts.post is null then 'post'
        when said.approver_post is not null and approving.post is null then 'approver_post'
        else 'known'
    end as post_state,
    case when {{ is_own_approver('said', 'owners.department', 'approvers.department') }} then 'the claimant' else 'another' end as approver_state,
    case when said.deadline < said.planned_on then 'before the day it was set' else 'after' end as deadline_state,
    case
        when kinds.needs_school and said.school_code is not null and schools.school_code is null then 'of another county'
        else 'of the county'
    end as school_state,
    readings.readings,
    case when said.deadline is not null and said.told_on is null then 'not told' else 'told' end as told_state
from said
inner join readings
    on said.school_year = readings.school_year
    and said.county_code = readings.county_code
    and coalesce(said.kind, '') = coalesce(readings.kind, '')
    and coalesce(said.item_id, '') = coalesce(readings.item_id, '')
left join {{ ref('ledger_kinds') }} as kinds
    on said.kind = kinds.kind
left join {{ ref('ledger_department') }} as owners
    on said.department = owners.filed_department
left join {{ ref('ledger_department') }} as approvers
    on said.approver_department = approvers.filed_department
left join {{ ref('ledger_posts') }} as posts
    on said.post = posts.post
left join {{ ref('ledger_posts') }} as approving
    on said.approver_post = approving.post
left join {{ ref('county_lineage') }} as counties
    on said.county_code = counties.county_code and counties.is_last
left join {{ ref('county_school') }} as schools
    on coalesce(counties.later_code, said.county_code) = schools.county_code
    and said.school_code = schools.school_code

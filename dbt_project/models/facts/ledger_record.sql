-- What counts of the ledgers' records: one a year, kind and item, under the county's code of today. Of records that
-- contradict each other none counts; a step in the future is not taken yet, and no one closes what is their own.
-- Departments and posts are those of the registry: whatever else is written there, a name perhaps, is not repeated.
{%- set days = ['started_on', 'claimed_on', 'verified_on', 'closed_on'] %}
with named as (
    select
        records.*,
        coalesce(counties.later_code, records.county_code) as county_code_today,
        owners.department as owner_department,
        posts.post as owner_post,
        approvers.department as approving_department,
        approving.post as approving_post,
        kinds.needs_school and schools.school_code is null as is_of_no_school
    from {{ ref('filed_ledger_records') }} as records
    inner join {{ ref('ledger_kinds') }} as kinds
        on records.kind = kinds.kind
    left join {{ ref('county_lineage') }} as counties
        on records.county_code = counties.county_code and counties.is_last
    left join {{ ref('ledger_department') }} as owners
        on records.department = owners.filed_department
    left join {{ ref('ledger_posts') }} as posts
        on records.post = posts.post
    left join {{ ref('ledger_department') }} as approvers
        on records.approver_department = approvers.filed_department
    left join {{ ref('ledger_posts') }} as approving
        on records.approver_post = approving.post
    left join {{ ref('county_school') }} as schools
        on coalesce(counties.later_code, records.county_code) = schools.county_code
        and records.school_code = schools.school_code
    -- what is no number may be a name
    where {{ is_number('records.item_id') }}
),

agreed as (
    select
        named.*,
        min({{ ledger_said('named') }}) over (partition by school_year, county_code_today, kind, item_id)
        = max({{ ledger_said('named') }}) over (partition by school_year, county_code_today, kind, item_id) as is_agreed,
        row_number() over (
            partition by school_year, county_code_today, kind, item_id order by src_sha256, src_sheet, src_row
        ) as choice
    from named
    where not is_of_no_school
)

select
    school_year,
    county_code_today as county_code,
    county_code as filed_county_code,
    kind,
    item_id,
    school_code,
    subject,
    quantity,
    opened_on,
    action,
    owner_department as department,
    owner_post as post,
    planned_on,
    deadline,
    document,
    {% for day in days[:-1] -%}
    case when told_on is null or {{ day }} <= told_on then {{ day }} end as {{ day }},
    {% endfor -%}
    approving_department as approver_department,
    approving_post as approver_post,
    case
        when (told_on is null or closed_on <= told_on) and not {{ is_own_approver('agreed', 'owner_department', 'approving_department') }}
            then closed_on
    end as closed_on,
    told_on,
    path,
    src_sha256,
    src_sheet,
    src_row
from agreed
where choice = 1 and is_agreed

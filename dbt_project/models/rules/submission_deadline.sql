-- The deadline of every file that was read: the earliest of its forms, as text like 2024-09-20.
-- A correction of an earlier file is late by nature, and does not count as late.
with forms_seen as (
    select distinct school_year, form from {{ ref('received_file') }}
    where form is not null
),

due as (
    select
        forms_seen.school_year,
        forms_seen.form,
        min({{ deadline_day('forms_seen.school_year', 'deadlines') }}) as deadline
    from forms_seen
    inner join {{ ref('form_deadlines') }} as form_deadlines
        on '+' || forms_seen.form || '+' like '%+' || form_deadlines.form || '+%'
    inner join {{ ref('deadlines') }} as deadlines
        on form_deadlines.deadline_id = deadlines.deadline_id
    group by forms_seen.school_year, forms_seen.form
)

select
    submissions.school_year,
    submissions.county_code,
    submissions.path,
    due.deadline,
    case
        when submissions.received_at is not null
            then submissions.received_at > due.deadline and submissions.supersedes is null
    end as is_late
from {{ ref('received_file') }} as submissions
inner join due
    on submissions.school_year = due.school_year
    and submissions.form = due.form

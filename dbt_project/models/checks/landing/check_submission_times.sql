-- Each form of each file with a date of receipt, beside its deadline. A correction of an earlier file is late by
-- nature and is left out.
with dated as (
    select
        files.school_year,
        files.county_code,
        files.path,
        files.received_at,
        form_deadlines.form,
        deadlines.form_zh,
        deadlines.form_en,
        {{ deadline_day('files.school_year', 'deadlines') }} as deadline
    from {{ ref('received_file') }} as files
    inner join {{ ref('form_deadlines') }} as form_deadlines
        on '+' || files.form || '+' like '%+' || form_deadlines.form || '+%'
    inner join {{ ref('deadlines') }} as deadlines
        on form_deadlines.deadline_id = deadlines.deadline_id
    where files.received_at is not null and files.supersedes is null
)

select
    school_year,
    county_code,
    path,
    form,
    received_at,
    form_zh,
    form_en,
    deadline,
    greatest({{ dbt.datediff('cast(deadline as date)', 'cast(received_at as date)', 'day') }}, 0) as days_late
from dated

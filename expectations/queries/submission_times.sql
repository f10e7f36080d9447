-- Each form of each file with a date of receipt, beside its deadline. A correction of an earlier file is late by
-- nature and is left out.
with forms as (
    select school_year, county_code, path, received_at, supersedes, unnest(string_split(form, '+')) as form
    from submissions
    where received_at is not null
)
select forms.*, deadlines.form_zh, deadlines.form_en,
    cast(make_date(
        forms.school_year + cast(deadlines.year_offset as integer),
        cast(deadlines.month as integer), cast(deadlines.day as integer)
    ) as varchar) as deadline,
    greatest(date_diff('day', make_date(
        forms.school_year + cast(deadlines.year_offset as integer),
        cast(deadlines.month as integer), cast(deadlines.day as integer)
    ), cast(forms.received_at as date)), 0) as days_late
from forms
inner join registry_form_deadlines as form_deadlines on form_deadlines.form = forms.form
inner join registry_deadlines as deadlines on deadlines.deadline_id = form_deadlines.deadline_id
where forms.supersedes is null

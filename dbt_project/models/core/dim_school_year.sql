-- The school years of the release as days and words, so that a tool draws time as time.
select
    school_year,
    cast({{ first_day_of('school_year') }} as date) as starts_on,
    cast({{ year_end('school_year') }} as date) as ends_on,
    cast(school_year as varchar) || '–' || substr(cast(school_year + 1 as varchar), 3, 2) as label,
    school_year = max(school_year) over () as is_latest
from {{ ref('landed_year') }}
where school_year > 0

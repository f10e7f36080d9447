-- Of files with the same bytes in a county's folder the one that was read, and the day the bytes first came.
select
    school_year,
    county_code,
    sha256,
    coalesce(min(case when status <> 'duplicate' then path end), min(path)) as path,
    min(received_at) as received_at
from {{ ref('received_file') }}
group by school_year, county_code, sha256

-- Of files with the same bytes in a county's folder the one that was read.
select
    school_year,
    county_code,
    sha256,
    coalesce(min(case when status <> 'duplicate' then path end), min(path)) as path
from {{ ref('received_file') }}
group by school_year, county_code, sha256

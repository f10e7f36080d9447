-- The files as received, with the folder in which the same bytes were found besides. The state is that of files of
-- which something stands: a preliminary one that was replaced asks for nothing more.
select
    school_year,
    county_code,
    path,
    same_as,
    status,
    case when status in ('accepted', 'partial') then state end as state,
    case
        when same_as is null then null
        when status = 'duplicate' then 'folder'
        when same_as not like cast(school_year as varchar) || '/%' then 'earlier year'
        when same_as not like cast(school_year as varchar) || '/' || county_code || '/%' then 'other county'
    end as found_again_in
from {{ ref('received_file') }}

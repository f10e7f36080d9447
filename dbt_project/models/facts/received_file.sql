-- The files received and what became of them.
select
    school_year,
    county_code,
    path,
    sha256,
    bytes,
    form,
    edition,
    encoding,
    received_at,
    state,
    supersedes,
    superseded_by,
    same_as,
    coalesce(rows_landed, 0) as rows_landed,
    coalesce(schools, 0) as schools,
    status,
    why
from {{ source('landing', 'submissions') }}

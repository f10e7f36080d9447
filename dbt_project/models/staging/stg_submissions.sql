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
    status,
    why
from {{ source('landing', 'submissions') }}

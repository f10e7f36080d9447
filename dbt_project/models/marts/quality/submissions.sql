-- Every file received and what became of it.
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
from {{ ref('stg_submissions') }}

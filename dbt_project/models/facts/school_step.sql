-- Single steps from a school code that ended to one that stands in its place.
{{ config(materialized='view') }}
select
    from_code as school_code,
    to_code as later_code,
    effective_year as from_year
from {{ ref('succession') }}
where is_ended

-- Schools with a recorded end, and the year it was recorded: closed, merged, or given up for another code.
select school_year, school_code
from {{ ref('changes') }}
where change in ('close', 'merge')
union
-- a code that another one took the place of, or that was split up between several
select school_year, from_code as school_code
from {{ ref('succession') }}
where is_ended

-- Schools that recorded successions join, by the year compared: `group_code` is one code for all of a group, whose
-- sum this year stands beside its sum last year.
with recursive edges as (
    select compared_year, from_code as one, to_code as other from successions()
    union
    select compared_year, to_code, from_code from successions()
),
reached as (
    select compared_year, one as school_code, one as other from edges
    union
    select reached.compared_year, reached.school_code, edges.other
    from reached
    inner join edges on edges.compared_year = reached.compared_year and edges.one = reached.other
)
select compared_year, school_code, min(other) as group_code
from reached
group by compared_year, school_code

-- Who stands today in the place of a school whose code ended, one or several; from_year: since when. A code filed
-- again after that is another school.
with ended as (
    select school_code, min(from_year) as from_year
    from {{ ref('school_lineage') }}
    group by school_code
)

select lineage.school_code, lineage.later_code as heir_code, ended.from_year
from {{ ref('school_lineage') }} as lineage
inner join ended
    on lineage.school_code = ended.school_code
where lineage.is_last

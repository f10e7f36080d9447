-- Posts of each county whose staff is counted school by school (教基4149), and whether some are left unfilled: posts empty
-- while teachers are employed off the establishment. Posts full and nobody employed so: none is. Else the figures say
-- nothing: a post that waits for its next holder is no post left unfilled.
with items as (
    select
        school_year,
        county_code,
        max(case when item_code = 'G10.establishment' then value end) as establishment,
        max(case when item_code = 'G10.off_establishment' then value end) as off_establishment
    from {{ ref('county_facts') }}
    group by school_year, county_code
)

select
    staff.school_year,
    staff.county_code,
    staff.on_establishment,
    items.establishment,
    items.off_establishment,
    case
        when staff.on_establishment < items.establishment and items.off_establishment > 0 then true
        when staff.on_establishment >= items.establishment and items.off_establishment = 0 then false
    end as is_left_unfilled
from {{ ref('county_staff') }} as staff
inner join items
    on {{ same('staff', 'items', ['school_year', 'county_code']) }}

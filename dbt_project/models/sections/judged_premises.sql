-- Premises per judged school: its own and those of its campuses, item by item.
-- A campus on no sheet at all is counted by its school; else a member that does not file an item, or
-- files it unreadably, leaves the item unknown. What only a transition rule lets count besides is the sum of what
-- is known: nobody owes it.
{% set columns = fromjson(section_columns('premises')) %}
{% set besides = [] %}
{% for item in columns if 'premises.' ~ item in fromjson(transition_items()) %}{% do besides.append(item) %}{% endfor %}
with items as (
    select
        premises.school_year,
        premises.county_code,
        coalesce(directory.judged_school_code, premises.school_code) as school_code,
        premises.item,
        premises.quantity
    from {{ ref('premises') }} as premises
    left join {{ ref('school_judged_with') }} as directory
        on premises.school_year = directory.school_year
        and premises.county_code = directory.county_code
        and premises.school_code = directory.school_code
),

members as (
    select school_year, county_code, school_code, count(*) as members
    from ({{ premises_members() }}) as filing
    group by school_year, county_code, school_code
),

totals as (
    select
        items.school_year,
        items.county_code,
        items.school_code,
        items.item,
        case
            when items.item in ('{{ besides | join("', '") }}') or count(items.quantity) = coalesce(max(members.members), 1)
                then sum(items.quantity)
        end as quantity
    from items
    left join members
        on items.school_year = members.school_year
        and items.county_code = members.county_code
        and items.school_code = members.school_code
    group by items.school_year, items.county_code, items.school_code, items.item
)

select
    school_year,
    county_code,
    school_code,
    {% for item, column in columns.items() -%}
    max(case when item = '{{ item }}' then quantity end) as {{ column }}{% if not loop.last %},{% endif %}
    {% endfor %}
from totals
group by school_year, county_code, school_code

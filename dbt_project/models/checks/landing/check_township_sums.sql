-- County items beside the sum of the townships, where every township files the figure.
with summed as (
    {% for column, item in township_items().items() -%}
    select
        school_year, county_code, '{{ item }}' as item_code, sum({{ column }}) as amount
    from {{ ref('filed_townships') }}
    group by school_year, county_code
    having count(*) = count({{ column }})
    {% if not loop.last -%} union all {% endif %}
    {% endfor -%}
)

select
    filed.school_year,
    filed.county_code,
    'county_facts' as relation,
    filed.item_code,
    filed.item_name,
    cast(filed.value as double) as value,
    cast(summed.amount as double) as townships_together,
    abs(cast(filed.value as double) - cast(summed.amount as double)) as difference,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row
from {{ ref('filed_county_facts') }} as filed
inner join summed
    on {{ same('filed', 'summed', ['school_year', 'county_code', 'item_code']) }}
where filed.value is not null

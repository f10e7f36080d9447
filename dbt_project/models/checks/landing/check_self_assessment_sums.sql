-- County items beside the sum of what the schools say of themselves. Where not every school of the directory has filed
-- the sheet, the sum can only be too large.
with of_schools as (
    select school_year, county_code, item, cast(sum(value) as double) as amount
    from {{ ref('filed_self_assessment') }}
    where not is_misfiled
    group by school_year, county_code, item
    having count(value) > 0
),

filing as (
    select school_year, county_code, count(distinct school_code) as schools_filing
    from {{ ref('filed_self_assessment') }}
    group by school_year, county_code
),

listed as (
    select schools.school_year, schools.county_code, count(*) as schools_listed
    from {{ ref('school') }} as schools
    left join {{ ref('school_types') }} as types
        on schools.school_type_code = types.school_type_code
    where schools.is_counted is distinct from false and not coalesce(types.is_special, false)
    group by schools.school_year, schools.county_code
)

select
    filed.school_year,
    filed.county_code,
    'county_facts' as relation,
    filed.item_code,
    filed.item_name,
    cast(filed.value as double) as value,
    of_schools.amount as sum_of_schools,
    filing.schools_filing,
    case
        when filing.schools_filing < listed.schools_listed then greatest(of_schools.amount - cast(filed.value as double), 0)
        else abs(of_schools.amount - cast(filed.value as double))
    end as difference,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row
from {{ ref('filed_county_facts') }} as filed
inner join {{ ref('school_items') }} as items
    on filed.item_code = items.item_code
    and items.is_summed
inner join of_schools
    on {{ same('filed', 'of_schools', ['school_year', 'county_code']) }}
    and filed.item_code = of_schools.item
inner join filing
    on {{ same('filed', 'filing', ['school_year', 'county_code']) }}
left join listed
    on {{ same('filed', 'listed', ['school_year', 'county_code']) }}
where filed.value is not null

-- Decided items of the ledger under the codes that schools and counties have today, a row per item and year.
-- Of several schools that became one the failing one speaks for all: what any of them lacked is still to be mended.
with followed as (
    select
        items.school_year,
        items.standard_id,
        coalesce(counties.later_code, items.county_code) as county_code,
        items.item_type,
        coalesce(heirs.heir_code, items.school_code) as school_code,
        items.school_code as filed_school_code,
        items.stage,
        items.indicator_id,
        items.measure,
        items.required,
        items.status,
        heirs.heir_code is not null or inheriting.later_code is not null as may_be_several
    from {{ ref('ledger_item') }} as items
    left join {{ ref('county_lineage') }} as counties
        on items.county_code = counties.county_code and counties.is_last
    left join {{ ref('school_heir') }} as heirs
        on items.school_code = heirs.school_code and items.school_year < heirs.from_year
    left join (select distinct later_code from {{ ref('school_lineage') }}) as inheriting
        on items.school_code = inheriting.later_code
    where items.status in ('PASS', 'FAIL')
),

several as (
    select
        *,
        row_number() over (
            partition by school_year, standard_id, county_code, item_type, school_code, stage, indicator_id
            order by case status when 'FAIL' then 0 else 1 end, filed_school_code
        ) as choice
    from followed
    where may_be_several
)

select
    school_year, standard_id, county_code, item_type, school_code, filed_school_code, stage, indicator_id,
    measure, required, status
from followed
where not may_be_several
union all
select
    school_year, standard_id, county_code, item_type, school_code, filed_school_code, stage, indicator_id,
    measure, required, status
from several
where choice = 1

-- The veto items of each rule set and what each county answered.
with items as (
    select
        applies.school_year,
        applies.standard_id,
        applies.county_code,
        rules.veto_id,
        rules.veto_order,
        rules.name_zh,
        vetoes.item is not null as is_filed,
        vetoes.occurred
    from {{ ref('county_standard') }} as applies
    inner join {{ ref('veto_in_force') }} as rules
        on applies.school_year = rules.school_year
        and applies.standard_id = rules.standard_id
    left join {{ ref('vetoes') }} as vetoes
        on applies.school_year = vetoes.school_year
        and applies.county_code = vetoes.county_code
        and rules.name_zh = vetoes.item
)

select
    school_year,
    standard_id,
    county_code,
    count(case when occurred then 1 end) as vetoes_standing,
    count(case when occurred is null then 1 end) as vetoes_unanswered,
    count(case when is_filed then 1 end) as vetoes_filed,
    {{ text_list("case when occurred then name_zh end", "veto_order") }} as vetoes
from items
group by school_year, standard_id, county_code

-- The veto items of each rule set and what each county answered. Posts that the figures say are left unfilled are, whatever
-- is answered; an answer that it did occur stands beside any figure.
with items as (
    select
        applies.school_year,
        applies.standard_id,
        applies.county_code,
        rules.veto_id,
        rules.veto_order,
        rules.name_zh,
        vetoes.item is not null as is_filed,
        case
            when posts.is_left_unfilled then true
            else coalesce(vetoes.occurred, posts.is_left_unfilled)
        end as occurred
    from {{ ref('county_standard') }} as applies
    inner join {{ ref('veto_in_force') }} as rules
        on applies.school_year = rules.school_year
        and applies.standard_id = rules.standard_id
    left join {{ ref('vetoes') }} as vetoes
        on applies.school_year = vetoes.school_year
        and applies.county_code = vetoes.county_code
        and rules.name_zh = vetoes.item
    left join {{ ref('county_posts') }} as posts
        on rules.veto_id = 'posts_unfilled'
        and applies.school_year = posts.school_year
        and applies.county_code = posts.county_code
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

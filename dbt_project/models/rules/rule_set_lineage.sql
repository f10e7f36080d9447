-- Each rule set and those it inherits from, nearest first (depth 0 is itself).
with sets as (
    select
        standard_id,
        coalesce(inherits_standard_id, '') as parent_id,
        valid_from_year,
        valid_to_year
    from {{ ref('rule_sets') }}
)

select standard_id, standard_id as ancestor_id, 0 as depth, valid_from_year, valid_to_year
from sets
union all
select standard_id, parent_id as ancestor_id, 1 as depth, valid_from_year, valid_to_year
from sets
where parent_id <> ''
union all
select sets.standard_id, parents.parent_id as ancestor_id, 2 as depth, sets.valid_from_year, sets.valid_to_year
from sets
inner join sets as parents
    on sets.parent_id = parents.standard_id
where parents.parent_id <> ''

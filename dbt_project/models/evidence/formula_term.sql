-- The terms of the formulas that are sums of filed items, a row each, as the indicators' own calls state them.
select
    indicator_id,
    part_id,
    cast(input_order as integer) as input_order,
    role,
    relation,
    item,
    cast(coefficient as double) as coefficient,
    transition_rule_id
from (
    values
    {{ noted_inputs() }}
) as terms (indicator_id, part_id, input_order, role, relation, item, coefficient, transition_rule_id)

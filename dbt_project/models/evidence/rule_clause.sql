-- The limit each rule set sets for each indicator in each year, the clause it stands in, and from when to when.
with thresholds as (
    select
        rules.school_year, rules.standard_id, 'threshold' as kind, rules.indicator_id, rules.part_id, rules.stage,
        rules.operator, rules.threshold as limit_value, rules.floor_share, rules.stated_by_standard_id, rules.citation
    from {{ ref('threshold_in_force') }} as rules
),

limits as (
    select
        rules.school_year, rules.standard_id, 'cv_limit' as kind, rules.indicator_id, 'value' as part_id, rules.stage,
        rules.operator, rules.cv_limit as limit_value, cast(null as double) as floor_share,
        rules.stated_by_standard_id, rules.citation
    from {{ ref('balance_limit_in_force') }} as rules
),

dated as (
    select standard_id, 'threshold' as kind, indicator_id, part_id, stage, valid_from_year, valid_to_year
    from {{ ref('thresholds') }}
    union all
    select standard_id, 'cv_limit' as kind, indicator_id, 'value' as part_id, stage, valid_from_year, valid_to_year
    from {{ ref('balance_limits') }}
),

clauses as (
    select * from thresholds
    union all
    select * from limits
)

select
    clauses.school_year,
    clauses.standard_id,
    clauses.kind,
    clauses.indicator_id,
    clauses.part_id,
    clauses.stage,
    clauses.operator,
    clauses.limit_value,
    clauses.floor_share,
    clauses.stated_by_standard_id,
    clauses.citation,
    cast(dated.valid_from_year as integer) as valid_from_year,
    cast(dated.valid_to_year as integer) as valid_to_year
from clauses
inner join dated
    on clauses.stated_by_standard_id = dated.standard_id
    and clauses.kind = dated.kind
    and clauses.indicator_id = dated.indicator_id
    and clauses.part_id = dated.part_id
    and clauses.stage = dated.stage
    and {{ in_force('clauses.school_year', 'dated.valid_from_year', 'dated.valid_to_year') }}

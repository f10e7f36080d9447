-- What every verdict rests on: each input of each judged section, school and county, with the cell it was filed
-- in; what was not filed is a row too. Multiplied out, the inputs give the indicator's numerator and denominator.
-- A view: the figures stand once in filed_fact, and feed many verdicts.
{{ config(materialized='view') }}
with lists as (
    select distinct school_year, county_code, relation from {{ ref('filed_field') }}
),

-- A field is filed in a column of its sheet, or (matrix forms) in a cell of its own. Each is joined by equality alone:
-- some engines read «the fact's row, or any» by comparing every figure with every field.
by_column as (
    select * from {{ ref('filed_field') }} where src_row is null
),

by_cell as (
    select * from {{ ref('filed_field') }} where src_row is not null
)

select
    members.school_year,
    members.county_code,
    inputs.entity_type,
    members.entity_id,
    members.stage,
    inputs.indicator_id,
    inputs.part_id,
    inputs.input_no,
    members.school_code,
    coalesce(facts.fact_no, cast(1 as integer)) as fact_no,
    inputs.role,
    inputs.coefficient,
    case when inputs.is_shared then members.share end as share,
    inputs.name_zh,
    inputs.name_en,
    inputs.relation,
    inputs.item,
    inputs.member_stage,
    members.is_campus,
    facts.value,
    facts.text,
    facts.counted_from,
    case
        when inputs.role in ('scope', 'condition', 'conclusion') then cast(null as double)
        when facts.relation is null and inputs.expected_of = 'list' and lists.relation is not null then cast(0 as double)
        -- what a transition rule lets count besides adds nothing where it is not known
        when inputs.role = 'numerator' and inputs.transition_rule_id is not null
            then inputs.coefficient * coalesce(facts.counted, 0) * case when inputs.is_shared then members.share else 1 end
        when inputs.is_shared then inputs.coefficient * facts.counted * members.share
        else inputs.coefficient * facts.counted
    end as contribution,
    case
        when facts.relation is not null then facts.state
        when inputs.expected_of = 'list' and lists.relation is not null then 'none_listed'
        else 'missing'
    end as state,
    facts.reason_code,
    inputs.form,
    inputs.form_zh,
    inputs.form_en,
    coalesce(by_cell.path, by_column.path) as path,
    facts.src_sha256,
    facts.src_sheet,
    coalesce(by_cell.src_column, by_column.src_column)
        || cast(coalesce(by_cell.cell_row, by_column.cell_row, facts.src_row) as varchar) as cell,
    coalesce(by_cell.header, by_column.header) as header,
    facts.raw,
    facts.correction_id,
    coalesce(by_cell.unit, by_column.unit) as unit,
    coalesce(by_cell.factor, by_column.factor) as factor
from {{ ref('judged_member') }} as members
inner join {{ ref('indicator_input') }} as inputs
    on members.judged_on = inputs.judged_on
    and members.stage = inputs.stage
    and members.member_stage = inputs.member_stage
    and {{ in_force(
        'members.school_year',
        'coalesce(inputs.valid_from_year, members.school_year)', 'coalesce(inputs.valid_to_year, members.school_year)'
    ) }}
left join {{ ref('filed_fact') }} as facts
    on members.school_year = facts.school_year
    and members.county_code = facts.county_code
    and members.school_code = facts.school_code
    and inputs.relation = facts.relation
    and inputs.member_stage = facts.stage
    and inputs.item = facts.item
left join by_column
    on facts.school_year = by_column.school_year
    and facts.county_code = by_column.county_code
    and facts.src_sha256 = by_column.src_sha256
    and facts.src_sheet = by_column.src_sheet
    and facts.relation = by_column.relation
    and facts.src_field = by_column.field
left join by_cell
    on facts.school_year = by_cell.school_year
    and facts.county_code = by_cell.county_code
    and facts.src_sha256 = by_cell.src_sha256
    and facts.src_sheet = by_cell.src_sheet
    and facts.relation = by_cell.relation
    and facts.src_field = by_cell.field
    and facts.src_row = by_cell.src_row
left join lists
    on inputs.expected_of = 'list'
    and members.school_year = lists.school_year
    and members.county_code = lists.county_code
    and inputs.relation = lists.relation
where
    -- the whole of what the school has is the section's
    not (inputs.role = 'split' and coalesce(members.share, 0) = 1)
    and (
        inputs.role <> 'numerator' or inputs.transition_rule_id is null
        or members.transition_rules like '%' || inputs.transition_rule_id || '%'
    )
    and (
        facts.relation is not null
        or inputs.expected_of = 'every_member'
        or (inputs.expected_of in ('school', 'list') and not members.is_campus)
    )

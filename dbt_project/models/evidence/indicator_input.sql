-- Which filed figures make up each indicator, in which role: numerator = Σ coefficient × figure, and so on.
-- The seed names the figures; whatever another part of the registry says (which qualifications, which class
-- bands, which weights) is taken from there.
with stages as (
    select distinct stage from {{ ref('qualifications') }}
),

seeded as (
    select
        inputs.indicator_id,
        inputs.part_id,
        inputs.input_order,
        inputs.role,
        inputs.relation,
        inputs.item,
        coalesce(stages.stage, 'all') as stage,
        case when inputs.member_stage = 'own' then stages.stage else inputs.member_stage end as member_stage,
        inputs.expands,
        inputs.coefficient,
        inputs.is_shared,
        inputs.expected_of,
        inputs.transition_rule_id,
        inputs.form,
        inputs.name_zh,
        inputs.name_en,
        indicators.entity_type,
        indicators.judged_on
    from {{ ref('indicator_inputs') }} as inputs
    inner join {{ ref('indicators') }} as indicators
        on inputs.indicator_id = indicators.indicator_id
    left join stages
        on indicators.judged_on = 'section'
),

transition as (
    select transition_rule_id, min(valid_from_year) as valid_from_year, max(valid_to_year) as valid_to_year
    from {{ ref('transition_rules') }}
    group by transition_rule_id
),

expanded as (
    select
        seeded.indicator_id,
        case seeded.expands
            when 'subjects' then subjects.subject_id || '_' || seeded.item else seeded.part_id
        end as part_id,
        seeded.stage,
        seeded.entity_type,
        seeded.judged_on,
        seeded.input_order,
        coalesce(weights.weight, bands.students_from, subjects.subject_order, seeded.input_order) as item_order,
        seeded.role,
        coalesce(
            weights.weight, 1 / cast(rooms.classes_per_room as double), cast(funding.value as double),
            seeded.coefficient
        ) as coefficient,
        seeded.is_shared,
        seeded.transition_rule_id,
        seeded.relation,
        case seeded.expands
            when 'subjects' then subjects.subject_id || '.' || seeded.item
            when 'above_required' then 'qualification.' || qualified.qualification
            when 'over_limit' then bands.band
            else seeded.item
        end as item,
        coalesce(weights.stage, seeded.member_stage) as member_stage,
        seeded.expected_of,
        coalesce(seeded.form, weights.stage, seeded.member_stage) as form,
        case seeded.expands
            when 'subjects' then subjects.name_zh || seeded.name_zh
            when 'above_required' then seeded.name_zh || '（' || qualified.name_zh || '）'
            when 'over_limit' then seeded.name_zh || '（' || bands.name_zh || '）'
            else coalesce(seeded.name_zh, items.name_zh)
        end as name_zh,
        case seeded.expands
            when 'subjects' then subjects.name_en || ', ' || seeded.name_en
            when 'above_required' then seeded.name_en || ' (' || qualified.qualification || ')'
            when 'over_limit' then seeded.name_en || ' (' || bands.band || ')'
            else coalesce(seeded.name_en, items.name_en)
        end as name_en,
        -- a formula holds as long as what it takes from elsewhere
        coalesce(
            qualified.valid_from_year, limits.valid_from_year, weights.valid_from_year, rooms.valid_from_year,
            funding.valid_from_year, transition.valid_from_year
        ) as valid_from_year,
        coalesce(
            qualified.valid_to_year, limits.valid_to_year, weights.valid_to_year, rooms.valid_to_year,
            funding.valid_to_year, transition.valid_to_year
        ) as valid_to_year
    from seeded
    left join {{ ref('qualifications') }} as qualified
        on seeded.expands = 'above_required'
        and seeded.member_stage = qualified.stage
        and qualified.is_above_required
    left join {{ ref('class_limits') }} as limits
        on seeded.expands = 'over_limit'
        and seeded.member_stage = limits.stage
    left join {{ ref('class_bands') }} as bands
        on limits.students_max < bands.students_from
    left join {{ ref('split_weights') }} as weights
        on seeded.expands = 'split_weight'
    left join {{ ref('room_standards') }} as rooms
        on seeded.expands = 'per_room'
        and seeded.part_id = rooms.part_id
    left join {{ ref('funding_rules') }} as funding
        on seeded.expands = funding.rule_id
    left join {{ ref('monitoring_subjects') }} as subjects
        on seeded.expands = 'subjects'
    left join transition
        on seeded.transition_rule_id = transition.transition_rule_id
    left join {{ ref('county_items') }} as items
        on seeded.relation = 'county_facts'
        and seeded.item = items.item_code
)

select
    expanded.indicator_id,
    expanded.part_id,
    expanded.stage,
    cast(
        row_number() over (
            partition by expanded.indicator_id, expanded.part_id, expanded.stage
            order by expanded.input_order, expanded.item_order, expanded.item, expanded.valid_from_year
        ) as integer
    ) as input_no,
    expanded.entity_type,
    expanded.judged_on,
    expanded.role,
    cast(expanded.coefficient as double) as coefficient,
    expanded.is_shared,
    expanded.transition_rule_id,
    expanded.relation,
    expanded.item,
    expanded.member_stage,
    expanded.expected_of,
    expanded.form,
    forms.name_zh as form_zh,
    forms.name_en as form_en,
    expanded.name_zh,
    expanded.name_en,
    cast(expanded.valid_from_year as integer) as valid_from_year,
    cast(expanded.valid_to_year as integer) as valid_to_year
from expanded
left join {{ ref('forms') }} as forms
    on expanded.form = forms.form

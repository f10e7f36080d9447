-- Which filed figures make up each indicator, in which role: numerator = Σ coefficient × figure, and so on.
-- A formula that is a sum of filed items states its own terms; a seed names the figures of the others. Whatever
-- another part of the registry says (which qualifications, which class bands, which weights) is taken from there.
with stages as (
    select distinct stage from {{ ref('qualifications') }}
),

stated as (
    select
        indicator_id,
        part_id,
        input_order,
        role,
        relation,
        case when relation = 'attestations' then indicator_id || '.' || item else item end as item,
        item as name_of,
        case
            when role = 'split' then 'each'
            when relation in ('teachers', 'enrolment') then 'own'
            when relation in ('county_facts', 'attestations') then 'county'
            else 'all'
        end as member_stage,
        cast(null as varchar) as expands,
        coefficient,
        relation = 'premises' as is_shared,
        case when role = 'scope' or transition_rule_id is not null then 'nobody' else 'every_member' end as expected_of,
        transition_rule_id
    from {{ ref('formula_term') }}
    union all
    select
        indicator_id,
        part_id,
        input_order,
        role,
        relation,
        item,
        item as name_of,
        member_stage,
        expands,
        coefficient,
        is_shared,
        expected_of,
        transition_rule_id
    from {{ ref('indicator_inputs') }}
),

items as (
    select relation, item, form, name_zh, name_en from {{ ref('filed_items') }}
    union all
    select 'county_facts' as relation, item_code as item, form, name_zh, name_en from {{ ref('county_items') }}
),

named as (
    select
        inputs.*,
        items.form,
        case inputs.member_stage
            when 'primary' then '小学' when 'junior' then '初中' when 'senior' then '高中' when 'special' then '特殊教育' else ''
        end || items.name_zh || case when inputs.role = 'split' then '（分摊）' else '' end as name_zh,
        items.name_en || case
            when inputs.role = 'split' then ', for the share'
            when inputs.member_stage = 'special' then ' of special schools'
            when inputs.member_stage in ('primary', 'junior', 'senior') then ', ' || inputs.member_stage
            else ''
        end as name_en
    from stated as inputs
    left join items
        on inputs.relation = items.relation
        and inputs.name_of = items.item
),

seeded as (
    select
        named.indicator_id,
        named.part_id,
        named.input_order,
        named.role,
        named.relation,
        named.item,
        coalesce(stages.stage, 'all') as stage,
        case when named.member_stage = 'own' then stages.stage else named.member_stage end as member_stage,
        named.expands,
        named.coefficient,
        named.is_shared,
        named.expected_of,
        named.transition_rule_id,
        named.form,
        named.name_zh,
        named.name_en,
        indicators.entity_type,
        indicators.judged_on
    from named
    inner join {{ ref('indicators') }} as indicators
        on named.indicator_id = indicators.indicator_id
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
            when 'subjects' then subjects.subject_id || '_' || seeded.part_id else seeded.part_id
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
        case coalesce(seeded.expands, seeded.item)
            when 'subjects' then subjects.subject_id || '.' || seeded.item
            when 'above_required' then 'qualification.' || qualified.qualification
            when 'over_limit' then bands.band
            else seeded.item
        end as item,
        coalesce(weights.stage, seeded.member_stage) as member_stage,
        seeded.expected_of,
        coalesce(seeded.form, weights.stage, seeded.member_stage) as form,
        case coalesce(seeded.expands, seeded.item)
            when 'subjects' then subjects.name_zh || seeded.name_zh
            when 'above_required' then seeded.name_zh || '（' || qualified.name_zh || '）'
            when 'over_limit' then seeded.name_zh || '（' || bands.name_zh || '）'
            else seeded.name_zh
        end as name_zh,
        case coalesce(seeded.expands, seeded.item)
            when 'subjects' then subjects.name_en || ', ' || seeded.name_en
            when 'above_required' then seeded.name_en || ' (' || qualified.qualification || ')'
            when 'over_limit' then seeded.name_en || ' (' || bands.band || ')'
            else seeded.name_en
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
        on seeded.item = 'above_required'
        and seeded.member_stage = qualified.stage
        and qualified.is_above_required
    left join {{ ref('class_limits') }} as limits
        on seeded.item = 'over_limit'
        and seeded.member_stage = limits.stage
    left join {{ ref('class_bands') }} as bands
        on limits.students_max < bands.students_from
    left join {{ ref('split_weights') }} as weights
        on seeded.role = 'split'
    left join {{ ref('room_standards') }} as rooms
        on seeded.expands = 'per_room'
        and seeded.part_id = rooms.part_id
    left join {{ ref('funding_rules') }} as funding
        on seeded.expands = funding.rule_id
    left join {{ ref('monitoring_subjects') }} as subjects
        on seeded.expands = 'subjects'
        and subjects.is_judged
    left join transition
        on seeded.transition_rule_id = transition.transition_rule_id
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

-- Every filed figure that feeds an indicator, once, as it counts, with its address and what was remarked on it.
-- A figure taken out by the gate, refused or left blank has no value and says why.
with fed as (
    select distinct relation, item, member_stage from {{ ref('indicator_input') }}
),

of_the_year as (
    select
        school_year, county_code, school_code, stage, 'enrolment' as relation, grade || '.' || student_group as item,
        cast(students as double) as value, cast(null as varchar) as text, is_quarantined,
        src_sha256, src_sheet, src_row, src_field, cast(1 as integer) as fact_no
    from {{ ref('enrolment') }}
    where grade = 'all' and student_group in ('all', 'migrant')
    union all
    select
        school_year, county_code, school_code, stage, 'class_sizes' as relation, band as item,
        cast(classes as double) as value, cast(null as varchar) as text, is_quarantined,
        src_sha256, src_sheet, src_row, src_field, cast(1 as integer) as fact_no
    from {{ ref('class_sizes') }}
    union all
    select
        school_year, county_code, school_code, stage, 'teachers' as relation, attribute || '.' || value as item,
        cast(teachers as double) as value, cast(null as varchar) as text, is_quarantined,
        src_sha256, src_sheet, src_row, src_field, cast(1 as integer) as fact_no
    from {{ ref('teachers') }}
    union all
    select
        school_year, county_code, school_code, 'all' as stage, 'premises' as relation, item,
        cast(quantity as double) as value, cast(null as varchar) as text, is_quarantined,
        src_sha256, src_sheet, src_row, src_field, cast(1 as integer) as fact_no
    from {{ ref('premises') }}
    {% for column in ['public_funds_allocated_yuan', 'public_funds_budget_yuan', 'training_budget_yuan'] -%}
    union all
    select
        school_year, county_code, school_code, 'all' as stage, 'school_finance' as relation, '{{ column }}' as item,
        cast({{ column }} as double) as value, cast(null as varchar) as text, is_{{ column }}_out as is_quarantined,
        src_sha256, src_sheet, src_row, '{{ column }}' as src_field, cast(1 as integer) as fact_no
    from {{ ref('school_finance') }}
    where fiscal_year = school_year
    {% endfor -%}
    union all
    select
        school_year, county_code, school_code, 'all' as stage, 'rooms' as relation, kind as item,
        cast(area_m2 as double) as value, cast(null as varchar) as text, is_area_m2_out as is_quarantined,
        src_sha256, src_sheet, src_row, 'area_m2' as src_field,
        cast(
            row_number() over (
                partition by school_year, county_code, school_code, kind order by src_sha256, src_sheet, src_row
            ) as integer
        ) as fact_no
    from {{ ref('rooms') }}
    where school_code is not null
    {% for column in ['school_type_code', 'parent_school_code', 'urban_rural_code', 'built_year'] -%}
    union all
    select
        school_year, county_code, school_code, 'all' as stage, 'schools' as relation, '{{ column }}' as item,
        cast(null as double) as value, cast({{ column }} as varchar) as text, false as is_quarantined,
        src_sha256, src_sheet, src_row, '{{ column }}' as src_field, cast(1 as integer) as fact_no
    from {{ ref('school') }}
    where {{ column }} is not null
    {%- if column == 'parent_school_code' %} and not is_counted{% endif %}
    {% endfor -%}
    union all
    select
        school_year, county_code, '' as school_code, 'county' as stage, 'county_facts' as relation, item_code as item,
        cast(value as double) as value, cast(null as varchar) as text, is_value_out as is_quarantined,
        src_sha256, src_sheet, src_row, src_field, cast(1 as integer) as fact_no
    from {{ ref('county_facts') }}
    union all
    select
        attestations.school_year, attestations.county_code, '' as school_code, 'county' as stage,
        'attestations' as relation, attestations.indicator_id || '.conclusion' as item,
        case when conclusions.is_met then cast(1 as double) when not conclusions.is_met then cast(0 as double) end as value,
        attestations.conclusion as text, attestations.is_conclusion_out as is_quarantined,
        attestations.src_sha256, attestations.src_sheet, attestations.src_row, 'conclusion' as src_field, cast(1 as integer) as fact_no
    from {{ ref('attestations') }} as attestations
    left join {{ ref('conclusions') }} as conclusions
        on attestations.conclusion = conclusions.conclusion
    {% for column in ['document', 'document_number', 'document_date', 'filer', 'reviewer'] -%}
    union all
    select
        school_year, county_code, '' as school_code, 'county' as stage, 'attestations' as relation,
        indicator_id || '.{{ column }}' as item,
        {% if column in ('filer', 'reviewer') -%}
        -- who signed is nobody's business here, that somebody did is
        case when {{ column }} is not null then cast(1 as double) end as value, cast(null as varchar) as text,
        {%- elif column == 'document_date' -%}
        cast(null as double) as value, {{ column }} as text,
        {%- else -%}
        case when {{ column }} is not null and {{ document_named(column) }} is null then cast(1 as double) end as value,
        {{ document_named(column) }} as text,
        {%- endif %}
        false as is_quarantined, src_sha256, src_sheet, src_row, '{{ column }}' as src_field, cast(1 as integer) as fact_no
    from {{ ref('attestations') }}
    {% endfor %}
),

-- filed_year, filed_county_code: whose filing the cell lies in
filed as (
    select *, school_year as filed_year, county_code as filed_county_code from of_the_year
    {% for item, value, text, is_out, column in [
        ('level', 'cast(levels.rank as double)', 'results.level', 'results.is_level_out', 'level'),
        (
            'variation', 'cast(results.between_school_variation as double)', 'cast(null as varchar)',
            'results.is_between_school_variation_out', 'between_school_variation'
        ),
        ('year', 'cast(null as double)', 'cast(results.monitored_year as varchar)', 'false', 'monitored_year'),
    ] -%}
    union all
    select
        results.school_year, results.county_code, '' as school_code, 'county' as stage, 'monitoring' as relation,
        subjects.subject_id || '.{{ item }}' as item,
        {{ value }} as value, {{ text }} as text, {{ is_out }} as is_quarantined,
        results.src_sha256, results.src_sheet, results.src_row, '{{ column }}' as src_field, cast(1 as integer) as fact_no,
        results.filed_year, results.filed_county_code
    from {{ ref('monitoring_result') }} as results
    inner join {{ ref('monitoring_subjects') }} as subjects
        on results.subject_id = subjects.subject_id
    left join {{ ref('monitoring_levels') }} as levels
        on results.level = levels.level
    where {{ 'results.is_year_asked' if item == 'year' else 'results.is_placed and results.is_in_cycle' }}
    {% endfor -%}
),

-- few cells have anything to remark
remarks as (
    select
        school_year, county_code, relation, src_sha256, src_sheet, src_row, src_field,
        raw, cast(null as varchar) as refusal_code, cast(null as varchar) as quarantined_by,
        cast(null as varchar) as correction_id
    from {{ source('landing', 'cell_texts') }}
    union all
    select
        school_year, county_code, relation, src_sha256, src_sheet, src_row, src_field,
        raw, code as refusal_code, cast(null as varchar) as quarantined_by, cast(null as varchar) as correction_id
    from {{ source('landing', 'refusals') }}
    where scope = 'cell' and relation is not null and src_field is not null
    union all
    select
        school_year, county_code, relation, src_sha256, src_sheet, src_row, src_field,
        cast(null as varchar) as raw, cast(null as varchar) as refusal_code, expectation_id as quarantined_by,
        cast(null as varchar) as correction_id
    from {{ source('landing', 'quarantine') }}
    where src_field is not null
    union all
    select
        school_year, county_code, relation, src_sha256, src_sheet, src_row, coalesce(src_field, landed_column) as src_field,
        original as raw, cast(null as varchar) as refusal_code, cast(null as varchar) as quarantined_by, correction_id
    from {{ ref('corrected_cell') }}
    where status = 'applied' and src_sha256 is not null
),

remarked as (
    select
        school_year, county_code, relation, src_sha256, src_sheet, src_row, src_field,
        max(raw) as raw, min(refusal_code) as refusal_code, min(quarantined_by) as quarantined_by,
        min(correction_id) as correction_id
    from remarks
    group by school_year, county_code, relation, src_sha256, src_sheet, src_row, src_field
),

rows_taken_out as (
    select school_year, county_code, relation, src_sha256, src_sheet, src_row, min(expectation_id) as quarantined_by
    from {{ source('landing', 'quarantine') }}
    where src_field is null
    group by school_year, county_code, relation, src_sha256, src_sheet, src_row
),

-- a room counts where it is as large as its school is asked for
asked as (
    select asked.*, directory.school_code as member_code
    from ({{ room_areas_asked() }}) as asked
    inner join {{ ref('school_judged_with') }} as directory
        on asked.school_year = directory.school_year
        and asked.county_code = directory.county_code
        and asked.school_code = directory.judged_school_code
)

select
    filed.school_year,
    filed.county_code,
    filed.school_code,
    filed.relation,
    filed.stage,
    filed.item,
    filed.fact_no,
    filed.value,
    filed.text,
    case
        when filed.relation <> 'rooms' then filed.value
        when filed.value >= coalesce(asked.area_min_relaxed_m2, asked.area_min_m2) then cast(1 as double)
        when filed.value is not null then cast(0 as double)
    end as counted,
    case when filed.relation = 'rooms' then coalesce(asked.area_min_relaxed_m2, asked.area_min_m2) end as counted_from,
    case
        when filed.is_quarantined then 'quarantined'
        when remarked.refusal_code is not null and remarked.correction_id is null then 'refused'
        when filed.value is null and filed.text is null then 'blank'
        else 'used'
    end as state,
    case
        when filed.is_quarantined then coalesce(remarked.quarantined_by, rows_taken_out.quarantined_by)
        when remarked.correction_id is null then remarked.refusal_code
    end as reason_code,
    remarked.raw,
    remarked.correction_id,
    filed.src_sha256,
    filed.src_sheet,
    cast(filed.src_row as integer) as src_row,
    filed.src_field
from filed
inner join fed
    on filed.relation = fed.relation
    and filed.item = fed.item
    and filed.stage = fed.member_stage
left join remarked
    on filed.filed_year = remarked.school_year
    and filed.filed_county_code = remarked.county_code
    and filed.relation = remarked.relation
    and filed.src_sha256 = remarked.src_sha256
    and filed.src_sheet = remarked.src_sheet
    and filed.src_row = remarked.src_row
    and filed.src_field = remarked.src_field
left join rows_taken_out
    on filed.is_quarantined
    and filed.filed_year = rows_taken_out.school_year
    and filed.filed_county_code = rows_taken_out.county_code
    and filed.relation = rows_taken_out.relation
    and filed.src_sha256 = rows_taken_out.src_sha256
    and filed.src_sheet = rows_taken_out.src_sheet
    and filed.src_row = rows_taken_out.src_row
left join asked
    on filed.relation = 'rooms'
    and filed.school_year = asked.school_year
    and filed.county_code = asked.county_code
    and filed.school_code = asked.member_code
    and filed.item = asked.kind

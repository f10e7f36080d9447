-- Every numeric figure of a school as filed, one row per cell: what it is about (`fact`), its value and its address.
-- Of misfiled ones the folder's county is not the school's.
{{ config(tags=['landing_check']) }}
select
    school_year, county_code, school_code, 'enrolment' as relation,
    concat_ws(' ', stage, grade, student_group) as fact, stage as part, cast(students as decimal(20, 6)) as value,
    is_misfiled, src_shape, src_sha256, src_sheet, src_row, src_field
from {{ ref('filed_enrolment') }}
union all
select
    school_year, county_code, school_code, 'class_sizes' as relation,
    concat_ws(' ', stage, band) as fact, stage as part, cast(classes as decimal(20, 6)) as value,
    is_misfiled, src_shape, src_sha256, src_sheet, src_row, src_field
from {{ ref('filed_class_sizes') }}
union all
select
    school_year, county_code, school_code, 'teachers' as relation,
    concat_ws(' ', stage, attribute, value) as fact, stage as part, cast(teachers as decimal(20, 6)) as value,
    is_misfiled, src_shape, src_sha256, src_sheet, src_row, src_field
from {{ ref('filed_teachers') }}
union all
select
    school_year, county_code, school_code, 'premises' as relation,
    item as fact, 'premises' as part, quantity as value,
    is_misfiled, src_shape, src_sha256, src_sheet, src_row, src_field
from {{ ref('filed_premises') }}
union all
select
    school_year, county_code, school_code, 'self_assessment' as relation,
    item as fact, 'self_assessment' as part, value,
    is_misfiled, src_shape, src_sha256, src_sheet, src_row, src_field
from {{ ref('filed_self_assessment') }}
{% for item in [
    'public_funds_allocated_yuan', 'public_funds_budget_yuan', 'training_budget_yuan', 'training_final_yuan'
] -%}
union all
select
    school_year, county_code, school_code, 'school_finance' as relation,
    concat_ws(' ', cast(fiscal_year as varchar), '{{ item }}') as fact, 'school_finance' as part, {{ item }} as value,
    is_misfiled, src_shape, src_sha256, src_sheet, src_row, '{{ item }}' as src_field
from {{ ref('filed_school_finance') }}
{% endfor %}

-- What the 学校名录 export and 教基1001 of a school say differently of the school itself (the export wins).
-- One row per school and attribute; the finding stands at the return's cell, `exported_at` names the export's.
{%- set attributes = {
    'school_name': ('学校名称', "translate(school_name, '（） 　', '()')"),
    'school_type_code': ('办学类型', 'school_type_code'),
    'sponsor_code': ('举办者', 'sponsor_code'),
    'urban_rural_code': ('城乡分类', 'urban_rural_code'),
    'is_counted': ('是否计校数', "case when is_counted then '是' when not is_counted then '否' end"),
    'is_boarding': ('是否寄宿制', "case when is_boarding then '是' when not is_boarding then '否' end"),
    'built_year': ('建成年份', 'cast(built_year as varchar)'),
    'parent_school_code': ('所属学校标识码', 'parent_school_code'),
} %}
with said as (
    {% for attribute, (name_zh, expression) in attributes.items() -%}
    select
        school_year, county_code, school_code, src_shape, src_sha256, src_sheet, src_row,
        '{{ attribute }}' as attribute, '{{ name_zh }}' as attribute_zh, {{ expression }} as filed_value
    from {{ ref('filed_schools') }}
    where school_code is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

exported as (
    select
        *,
        -- an attached class is listed under its host's code: the finding names one of the two rows
        row_number() over (
            partition by school_year, school_code, attribute order by county_code, src_sha256, src_sheet, src_row
        ) as place
    from said
    where src_shape = 'export' and filed_value is not null
),

exported_values as (
    select distinct school_year, school_code, attribute, filed_value from exported
),

differing as (
    select returned.*, exported.filed_value as exported_value, exported.county_code as exported_county,
        exported.src_sha256 as exported_sha256, exported.src_sheet as exported_sheet, exported.src_row as exported_row
    from said as returned
    inner join exported
        on {{ same('returned', 'exported', ['school_year', 'school_code', 'attribute']) }}
        and exported.place = 1
    left join exported_values as agreeing
        on {{ same('returned', 'agreeing', ['school_year', 'school_code', 'attribute', 'filed_value']) }}
    where returned.src_shape = 'return' and returned.filed_value <> exported.filed_value
        and agreeing.school_code is null
)

select
    differing.school_year,
    differing.county_code,
    differing.school_code,
    'schools' as relation,
    differing.src_sha256,
    differing.src_sheet,
    differing.src_row,
    differing.attribute as src_field,
    differing.attribute,
    differing.attribute_zh,
    differing.filed_value,
    differing.exported_value,
    {{ cell_named('places', 'differing.exported_row') }} as exported_at
from differing
left join {{ ref('field_place') }} as places
    on differing.school_year = places.school_year
    and differing.exported_county = places.county_code
    and differing.exported_sha256 = places.src_sha256
    and differing.exported_sheet = places.src_sheet
    and places.relation = 'schools'
    and differing.attribute = places.field
    and coalesce(places.cell_row, differing.exported_row) = differing.exported_row

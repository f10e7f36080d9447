-- What the 学校名录 export and 教基1001 of a school say differently of the school itself (the export wins).
-- One row per school and attribute; the finding stands at the return's cell, `exported_at` names the export's.
with said as (
    select schools.*, attributes.attribute, attributes.attribute_zh,
        case attributes.attribute
            when 'school_name' then translate(school_name, '（） 　', '()')
            when 'school_type_code' then school_type_code
            when 'sponsor_code' then sponsor_code
            when 'urban_rural_code' then urban_rural_code
            when 'is_counted' then case when is_counted then '是' when not is_counted then '否' end
            when 'is_boarding' then case when is_boarding then '是' when not is_boarding then '否' end
            when 'built_year' then cast(built_year as varchar)
            when 'parent_school_code' then parent_school_code
        end as filed_value
    from schools
    cross join (
        values ('school_name', '学校名称'), ('school_type_code', '办学类型'), ('sponsor_code', '举办者'),
            ('urban_rural_code', '城乡分类'), ('is_counted', '是否计校数'), ('is_boarding', '是否寄宿制'),
            ('built_year', '建成年份'), ('parent_school_code', '所属学校标识码')
    ) as attributes (attribute, attribute_zh)
    where school_code is not null
),
exported as (
    select *,
        -- An attached class is listed under its host's code: the finding names one of the two rows.
        row_number() over (
            partition by school_year, school_code, attribute order by county_code, src_sha256, src_sheet, src_row
        ) as place
    from said
    where src_shape = 'export' and filed_value is not null
),
differing as (
    select returned.*, exported.filed_value as exported_value,
        exported.county_code as exported_county, exported.src_sha256 as exported_sha256,
        exported.src_sheet as exported_sheet, exported.src_row as exported_row
    from said as returned
    inner join exported
        on exported.school_year = returned.school_year
        and exported.school_code = returned.school_code
        and exported.attribute = returned.attribute
        and exported.place = 1
    where returned.src_shape = 'return' and returned.filed_value <> exported.filed_value
        and not exists (
            select 1 from exported as other
            where other.school_year = returned.school_year
                and other.school_code = returned.school_code
                and other.attribute = returned.attribute
                and other.filed_value = returned.filed_value
        )
)
select differing.school_year, differing.county_code, differing.school_code, 'schools' as relation,
    differing.src_sha256, differing.src_sheet, differing.src_row, differing.attribute as src_field,
    differing.attribute, differing.attribute_zh, differing.filed_value, differing.exported_value,
    places.file || ' ' || places.sheet || '!' || places."column" || cast(differing.exported_row as varchar) as exported_at
from differing
left join field_places() as places
    on places.school_year = differing.school_year
    and places.county_code = differing.exported_county
    and places.sha256 = differing.exported_sha256
    and places.sheet = differing.exported_sheet
    and places.relation = 'schools'
    and places.field = differing.attribute
    and coalesce(places."row", differing.exported_row) = differing.exported_row

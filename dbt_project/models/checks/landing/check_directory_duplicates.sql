-- Directory rows that share year, code and shape with another row. Rows of attached classes (119, 219, 319, 519)
-- carry the code of their host and are no duplicates beside it; a row that names another county than its folder's is
-- set aside for that, and takes nothing from the school's own row.
with marked as (
    select
        schools.*,
        coalesce(types.is_attached_class, false) as is_attached,
        count(case when not coalesce(types.is_attached_class, false) then 1 end)
            over (partition by schools.school_year, schools.school_code, schools.src_shape) as hosts
    from {{ ref('filed_schools') }} as schools
    left join {{ ref('school_types') }} as types
        on schools.school_type_code = types.school_type_code
    where schools.school_code is not null
        and coalesce(schools.county_code_filed, schools.county_code) = schools.county_code
),

counted as (
    select
        *,
        count(*) over (partition by school_year, school_code, src_shape) as copies,
        count(*) over (partition by school_year, school_code, src_shape, src_sha256, src_sheet) as in_one_sheet,
        concat_ws(
            '|', county_code, coalesce(school_name, ''), coalesce(school_type_code, ''), coalesce(sponsor_code, ''),
            coalesce(urban_rural_code, ''), coalesce(county_code_filed, ''),
            coalesce(cast(is_counted as varchar), ''), coalesce(parent_school_code, ''),
            coalesce(cast(is_boarding as varchar), ''), coalesce(cast(built_year as varchar), '')
        ) as content
    from marked
    where hosts = 0 or not is_attached
),

grouped as (
    select
        school_year, school_code, src_shape,
        count(distinct content) as contents,
        max(in_one_sheet) as most_in_one_sheet
    from counted
    group by school_year, school_code, src_shape
)

select
    counted.school_year,
    counted.county_code,
    counted.school_code,
    'schools' as relation,
    counted.school_name,
    counted.src_sha256,
    counted.src_sheet,
    counted.src_row,
    -- the same row sent in two files contradicts nothing; twice in one sheet is a duplicated code
    case when grouped.contents > 1 or grouped.most_in_one_sheet > 1 then counted.copies else 1 end as rows_of_code,
    case when grouped.contents = 1 and grouped.most_in_one_sheet = 1 then counted.copies else 1 end as files_of_row
from counted
inner join grouped
    on {{ same('counted', 'grouped', ['school_year', 'school_code', 'src_shape']) }}
where counted.copies > 1

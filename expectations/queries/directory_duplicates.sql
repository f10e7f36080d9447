-- Directory rows that share year, code and shape with another row. Rows of attached classes (119, 219, 319, 519)
-- carry the code of their host and are no duplicates beside it; a row that names another county than its folder's is
-- set aside for that, and takes nothing from the school's own row.
with marked as (
    select
        schools.*,
        coalesce(types.is_attached_class = 'true', false) as attached,
        count(*) filter (where not coalesce(types.is_attached_class = 'true', false))
            over (partition by school_year, school_code, src_shape) as hosts
    from schools
    left join registry_school_types as types on types.school_type_code = schools.school_type_code
    where school_code is not null and coalesce(county_code_filed, county_code) = county_code
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
    where hosts = 0 or not attached
),
grouped as (
    select school_year, school_code, src_shape,
        count(distinct content) as contents, max(in_one_sheet) as most_in_one_sheet
    from counted
    group by school_year, school_code, src_shape
)
select
    counted.* exclude (content),
    'schools' as relation,
    -- The same row sent in two files contradicts nothing; twice in one sheet is a duplicated code.
    case when contents > 1 or most_in_one_sheet > 1 then copies else 1 end as rows_of_code,
    case when contents = 1 and most_in_one_sheet = 1 then copies else 1 end as files_of_row
from counted
inner join grouped
    on grouped.school_year = counted.school_year
    and grouped.school_code = counted.school_code
    and grouped.src_shape = counted.src_shape
where copies > 1

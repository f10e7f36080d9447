-- Full-time teachers of each school and stage with the cell they stand in; the export wins over the return.
select school_year, county_code, school_code, stage, teachers,
    src_sha256, src_sheet, src_row, src_field
from (
    select *,
        row_number() over (
            partition by school_year, school_code, stage
            order by src_shape = 'export' desc, teachers is null, county_code, src_sha256, src_sheet, src_row
        ) as place
    from teachers
    where attribute = 'all' and school_code is not null
) as ranked
where place = 1

-- Each premises item of each school with the cell it stands in; the export wins over the return.
select school_year, county_code, school_code, item, quantity,
    src_sha256, src_sheet, src_row, src_field
from (
    select *,
        row_number() over (
            partition by school_year, school_code, item
            order by src_shape = 'export' desc, quantity is null, county_code, src_sha256, src_sheet, src_row
        ) as place
    from premises
    where school_code is not null
) as ranked
where place = 1

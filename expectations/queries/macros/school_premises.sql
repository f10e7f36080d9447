-- Each premises item of each school with the cell it stands in; the export wins over the return.
select school_year, county_code, school_code, item, quantity,
    src_sha256, src_sheet, src_row, src_field
from (
    select premises.*,
        row_number() over (
            partition by premises.school_year, premises.school_code, item
            order by src_shape = 'export' desc, quantity is null, premises.county_code, src_sha256, src_sheet, src_row
        ) as place
    from premises
    left join own_counties() as own
        on own.school_year = premises.school_year and own.school_code = premises.school_code
    where premises.school_code is not null
        and premises.county_code in (coalesce(own.county_code, premises.county_code), own.other_county_code)
) as ranked
where place = 1

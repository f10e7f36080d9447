-- Every numeric fact of a school, one row per cell: what it is about (`fact`), its value and its address. Figures of
-- another county's school are no facts of the folder they lie in.
select filed.*
from (
    select school_year, county_code, school_code, 'enrolment' as relation,
        concat_ws(' ', stage, grade, student_group) as fact, cast(students as decimal(20, 6)) as value,
        src_shape, src_sha256, src_sheet, src_row, src_field
    from enrolment
    union all
    select school_year, county_code, school_code, 'class_sizes',
        concat_ws(' ', stage, band), cast(classes as decimal(20, 6)),
        src_shape, src_sha256, src_sheet, src_row, src_field
    from class_sizes
    union all
    select school_year, county_code, school_code, 'teachers',
        concat_ws(' ', stage, attribute, "value"), cast(teachers as decimal(20, 6)),
        src_shape, src_sha256, src_sheet, src_row, src_field
    from teachers
    union all
    select school_year, county_code, school_code, 'premises', item, quantity,
        src_shape, src_sha256, src_sheet, src_row, src_field
    from premises
    union all
    select school_year, county_code, school_code, 'school_finance',
        concat_ws(' ', cast(fiscal_year as varchar), finance.item),
        case finance.item
            when 'public_funds_allocated_yuan' then public_funds_allocated_yuan
            when 'public_funds_budget_yuan' then public_funds_budget_yuan
            when 'training_budget_yuan' then training_budget_yuan
            else training_final_yuan
        end,
        src_shape, src_sha256, src_sheet, src_row, finance.item
    from school_finance
    cross join (
        values ('public_funds_allocated_yuan'), ('public_funds_budget_yuan'),
            ('training_budget_yuan'), ('training_final_yuan')
    ) as finance (item)
) as filed
left join own_counties() as own on own.school_year = filed.school_year and own.school_code = filed.school_code
where filed.county_code in (coalesce(own.county_code, filed.county_code), own.other_county_code)

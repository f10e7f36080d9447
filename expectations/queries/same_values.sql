-- For each county, stage and figure the value that most schools share. Limits: seeds/quality/same_value_limits.csv.
with measured as (
    select school_year, county_code, school_code, 'enrolment' as relation, stage, 'students' as measure,
        cast(students as decimal(20, 6)) as amount, src_sha256, src_sheet, src_row, src_field
    from section_students()
    union all
    select school_year, county_code, school_code, 'teachers', stage, 'teachers',
        cast(teachers as decimal(20, 6)), src_sha256, src_sheet, src_row, src_field
    from section_teachers()
    union all
    select school_year, county_code, school_code, 'premises', 'all', item, quantity, src_sha256, src_sheet, src_row, src_field
    from school_premises()
    union all
    select school_year, county_code, school_code, relation, 'all', src_field, value, src_sha256, src_sheet, src_row, src_field
    from facts()
    where relation = 'school_finance' and school_code is not null
),
shared as (
    select school_year, county_code, stage, measure, amount, count(distinct school_code) as schools_alike,
        sum(count(distinct school_code)) over (partition by school_year, county_code, stage, measure) as schools
    from measured
    where amount is not null
    group by school_year, county_code, stage, measure, amount
),
judged as (
    select shared.*, limits.what_en, limits.what_zh,
        row_number() over (
            partition by shared.school_year, shared.county_code, shared.stage, shared.measure
            order by shared.schools_alike desc, shared.amount
        ) as place,
        case
            when shared.amount >= cast(limits.value_minimum as double)
                and shared.schools_alike >= shared.schools * cast(limits.share as double) then shared.schools_alike
            else 0
        end as schools_suspected
    from shared
    inner join rule_same_value_limits as limits on limits.measure = shared.measure
    where shared.schools >= (select cast(value as integer) from rule_quality_limits where limit_id = 'peers_minimum')
),
first_cells as (
    select *,
        row_number() over (
            partition by school_year, county_code, stage, measure, amount order by src_sha256, src_sheet, src_row
        ) as place
    from measured
)
select judged.school_year, judged.county_code, judged.stage, judged.measure, judged.what_en, judged.what_zh,
    judged.amount, judged.schools_alike, cast(judged.schools as bigint) as schools, judged.schools_suspected,
    cells.relation, cells.src_sha256, cells.src_sheet, cells.src_row, cells.src_field
from judged
inner join first_cells as cells
    on cells.school_year = judged.school_year and cells.county_code = judged.county_code
    and cells.stage = judged.stage and cells.measure = judged.measure and cells.amount = judged.amount
    and cells.place = 1
where judged.place = 1

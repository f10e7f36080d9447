-- Schools that left the directory unrecorded, each with the school most likely to be the same one under a new code: new
-- and unrecorded in the same county, of the same name; or of the same type and year built, with about as many students.
with students_of as (
    select school_year, school_code, sum(students) as students from section_students() group by school_year, school_code
),
gone as (
    select missing.*, students_of.students
    from schools_over_time() as missing
    left join students_of
        on students_of.school_year = missing.school_year - 1 and students_of.school_code = missing.school_code
    where missing.presence = 'gone'
),
fresh as (
    select found.*, students_of.students
    from schools_over_time() as found
    left join students_of
        on students_of.school_year = found.school_year and students_of.school_code = found.school_code
    where found.novelty = 'new'
),
pairs as (
    select gone.school_year, gone.school_code, fresh.school_code as candidate, fresh.school_name as candidate_name,
        gone.school_name = fresh.school_name as same_name,
        gone.type_before = fresh.type_now and gone.built_year = fresh.built_year
            and abs(fresh.students - gone.students) <= gone.students * (
                select cast(value as double) from rule_quality_limits where limit_id = 'candidate_share'
            ) as alike
    from gone
    inner join fresh on fresh.school_year = gone.school_year and fresh.county_code = gone.county_code
),
best as (
    select *,
        row_number() over (
            partition by school_year, school_code order by same_name desc nulls last, candidate
        ) as place
    from pairs
    where same_name or alike
)
select gone.* exclude (students), best.candidate, best.candidate_name,
    case when best.same_name then 'same name' when best.alike then 'same type, year built and size' end as likeness
from gone
left join best on best.school_year = gone.school_year and best.school_code = gone.school_code and best.place = 1

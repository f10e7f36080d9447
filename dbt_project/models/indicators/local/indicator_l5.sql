-- L5 小学每名教职工负担学生数: pupils per member of staff.
{{ county_ratio('L5', {'L5.students': 1}, {'L5.staff': 1}) }}

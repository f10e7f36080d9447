-- L6 初中每名教职工负担学生数: students per member of staff.
{{ county_ratio('L6', {'L6.students': 1}, {'L6.staff': 1}) }}

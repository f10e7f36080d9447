-- F5 教师工资和生均公用经费逐步增长: each in percent of last year.
{{ county_ratio('F5', {'G8.teacher_pay': 1}, {'F.teacher_pay_last': 1}, part_id='teacher_pay') }}
union all
{{ county_ratio(
    'F5', {'F.public_funds_per_pupil_this': 1}, {'F.public_funds_per_pupil_last': 1},
    part_id='public_funds'
) }}

-- F2 生均一般公共预算教育支出只增不减: per-student spending in percent of last year.
{{ county_ratio(
    'F2', {'F.spending_this': 1}, {'F.spending_last': 1},
    numerator_divisor={'F.students_this': 1}, denominator_divisor={'F.students_last': 1}
) }}

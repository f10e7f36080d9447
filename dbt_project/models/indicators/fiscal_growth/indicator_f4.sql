-- F4 生均教育费用逐步增长: per-student spending in percent of last year.
{{ county_ratio(
    'F4', {'F.spending_this': 1}, {'F.spending_last': 1},
    numerator_divisor={'F.students_this': 1}, denominator_divisor={'F.students_last': 1}
) }}

-- F3 教育支出增长高于经常性收入增长: growth factor of spending in percent of that of revenue.
{{ county_ratio(
    'F3', {'F.spending_this': 1}, {'F.revenue_this': 1},
    numerator_divisor={'F.spending_last': 1}, denominator_divisor={'F.revenue_last': 1}
) }}

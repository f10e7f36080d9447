-- F1 一般公共预算教育支出只增不减: this year in percent of last year.
{{ county_ratio('F1', {'F.spending_this': 1}, {'F.spending_last': 1}) }}

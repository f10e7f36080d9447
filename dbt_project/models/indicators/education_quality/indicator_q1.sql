-- Q1 初中三年巩固率 = (毕业生 − 转入 + 转出) ÷ (三年前初一在校生 − 死亡), in percent.
{{ county_ratio(
    'Q1', {'Q1.graduates': 1, 'Q1.transferred_in': -1, 'Q1.transferred_out': 1}, {'Q1.grade7': 1, 'Q1.deaths': -1}
) }}

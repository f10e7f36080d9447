-- T5 教师培训经费占工资总额比例, in percent.
{{ county_ratio('T5', {'T4.training_funds': 1}, {'T5.payroll': 1}) }}

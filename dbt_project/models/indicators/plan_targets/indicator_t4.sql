-- T4 教师培训经费占公用经费比例, in percent.
{{ county_ratio('T4', {'T4.training_funds': 1}, {'T4.public_funds': 1}) }}

-- B4 每百名学生拥有计算机台数.
{{ section_indicator('B4', {'premises.computers': 1}) }}

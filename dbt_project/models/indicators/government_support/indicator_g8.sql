-- G8 教师平均工资 ÷ 公务员平均工资, in percent.
{{ county_ratio('G8', {'G8.teacher_pay': 1}, {'G8.civil_servant_pay': 1}) }}

-- G8 教师平均工资（不含民办学校）÷ 公务员平均工资, in percent, and 按规定足额核定教师绩效工资总量, attested.
{{ county_ratio('G8', {'G8.teacher_pay': 1}, {'G8.civil_servant_pay': 1}) }}
union all
{{ attested('G8') }}

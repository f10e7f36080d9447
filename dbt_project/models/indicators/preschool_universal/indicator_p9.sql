-- P9 公办园非在编教师与在编教师平均工资收入之比, in percent.
{{ county_ratio('P9', {'P9.pay_off_establishment': 1}, {'P9.pay_on_establishment': 1}) }}

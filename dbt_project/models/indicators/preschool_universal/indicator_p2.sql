-- P2 普惠性幼儿园覆盖率, in percent.
{{ county_ratio('P2', {'P2.affordable': 1}, {'P1.children': 1}) }}

-- L1 学生体质健康及格率, in percent.
{{ county_ratio('L1', {'L1.passed': 1}, {'L1.tested': 1}) }}

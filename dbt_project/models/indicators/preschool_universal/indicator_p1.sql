-- P1 学前三年毛入园率, in percent.
{{ county_ratio('P1', {'P1.children': 1}, {'P1.population': 1}) }}

-- P5 教职工与幼儿比.
{{ county_ratio('P5', {'P5.staff': 1}, {'P1.children': 1}) }}

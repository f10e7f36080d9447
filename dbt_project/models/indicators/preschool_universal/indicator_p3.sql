-- P3 公办园在园幼儿占比, in percent.
{{ county_ratio('P3', {'P3.public': 1}, {'P1.children': 1}) }}

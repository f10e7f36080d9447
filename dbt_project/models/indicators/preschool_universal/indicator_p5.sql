-- P5 专任教师与在园幼儿比; the staff per child, shown beside, is a part of its own.
{{ county_ratio('P5', {'P5.teachers': 1}, {'P1.children': 1}) }}
union all
{{ county_ratio('P5', {'P5.staff': 1}, {'P1.children': 1}, part_id='staff') }}

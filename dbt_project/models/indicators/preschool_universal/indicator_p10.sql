-- P10 幼儿园生均面积达标率, in percent: of the kindergartens designed in 2017 or later, and of the earlier ones, those
-- with enough outdoor playground, activity rooms and buildings per child.
{% for age in ('new', 'old') %}
{% for area in ('outdoor', 'activity', 'building') %}
{% set part = area ~ '_' ~ age %}
{{ county_ratio('P10', {'P10.' ~ part: 1}, {'P10.' ~ age: 1}, part_id=part, none_concerned=true) }}
{% if not (loop.last and age == 'old') %}
union all
{% endif %}
{% endfor %}
{% endfor %}

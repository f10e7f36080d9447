-- Q1 初中三年巩固率 = (毕业生 − 转入 + 转出) ÷ (三年前初一在校生 − 死亡), in percent.
with items as (
    {{ items_as({'graduates': 'Q1.graduates', 'transferred_in': 'Q1.transferred_in', 'transferred_out': 'Q1.transferred_out', 'grade7': 'Q1.grade7', 'deaths': 'Q1.deaths'}) }}
)

{{ county_ratio('Q1', 'value', 'items', 'items.graduates - items.transferred_in + items.transferred_out', 'items.grade7 - items.deaths') }}

-- Facts for which the 学校明细 export and the 基层报表 return of a school give different values (the export wins).
with exported as (
    select * from facts() where src_shape = 'export' and value is not null
),
returned as (
    select * from facts() where src_shape = 'return' and value is not null
)
select returned.*, exported.value as exported_value, cast(returned.value - exported.value as double) as difference
from returned
inner join exported
    on exported.school_year = returned.school_year
    and exported.school_code = returned.school_code
    and exported.relation = returned.relation
    and exported.fact = returned.fact
where abs(returned.value - exported.value) > (
    select cast(value as double) from rule_limits where limit_id = 'difference_tolerance'
)

-- Facts filed more than once in one shape: `different_values` above 1 is a contradiction, else a repetition.
-- A blank beside a value contradicts nothing. First the keys alone, which are many; then what they say.
with repeated_keys as (
    select school_year, school_code, relation, fact, src_shape
    from facts()
    where school_code is not null
    group by school_year, school_code, relation, fact, src_shape
    having count(*) > 1
),
repeated as (
    select facts.*
    from facts() as facts
    inner join repeated_keys
        on repeated_keys.school_year = facts.school_year
        and repeated_keys.school_code = facts.school_code
        and repeated_keys.relation = facts.relation
        and repeated_keys.fact = facts.fact
        and repeated_keys.src_shape = facts.src_shape
),
compared as (
    select school_year, school_code, relation, fact, src_shape,
        count(*) as copies, count(distinct value) as different_values,
        string_agg(distinct cast(cast(value as double) as varchar), ' / ' order by cast(cast(value as double) as varchar))
            as values_filed
    from repeated
    group by school_year, school_code, relation, fact, src_shape
)
select repeated.*, compared.copies, compared.different_values, compared.values_filed
from repeated
inner join compared
    on compared.school_year = repeated.school_year
    and compared.school_code = repeated.school_code
    and compared.relation = repeated.relation
    and compared.fact = repeated.fact
    and compared.src_shape = repeated.src_shape

-- Facts filed more than once in one shape: `different_values` above 1 is a contradiction, else a repetition.
-- A blank beside a value contradicts nothing. First the keys alone, which are many; then what they say.
{%- set fact_of_shape = ['school_year', 'school_code', 'relation', 'fact', 'src_shape'] %}
with repeated_keys as (
    select {{ fact_of_shape | join(', ') }}
    from {{ ref('fact') }}
    where school_code is not null and not is_misfiled
    group by {{ fact_of_shape | join(', ') }}
    having count(*) > 1
),

repeated as (
    select facts.*
    from {{ ref('fact') }} as facts
    inner join repeated_keys
        on {{ same('facts', 'repeated_keys', fact_of_shape) }}
    where not facts.is_misfiled
),

counted as (
    select {{ fact_of_shape | join(', ') }}, count(*) as copies
    from repeated
    group by {{ fact_of_shape | join(', ') }}
),

said as (
    select distinct {{ fact_of_shape | join(', ') }}, cast(cast(value as double) as varchar) as text
    from repeated
    where value is not null
),

compared as (
    select
        {{ fact_of_shape | join(', ') }},
        count(*) as different_values,
        {{ text_list('text', 'text', ' / ') }} as values_filed
    from said
    group by {{ fact_of_shape | join(', ') }}
)

select
    repeated.school_year,
    repeated.county_code,
    repeated.school_code,
    repeated.relation,
    repeated.fact,
    repeated.value,
    repeated.src_shape,
    repeated.src_sha256,
    repeated.src_sheet,
    repeated.src_row,
    repeated.src_field,
    counted.copies,
    coalesce(compared.different_values, 0) as different_values,
    compared.values_filed
from repeated
inner join counted
    on {{ same('repeated', 'counted', fact_of_shape) }}
left join compared
    on {{ same('repeated', 'compared', fact_of_shape) }}

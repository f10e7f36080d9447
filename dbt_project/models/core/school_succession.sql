-- Which school came after which: as recorded (filed), and where likeness alone suggests it (inferred).
-- Nothing follows an inferred pair: histories, trends and the ledger keep to what was recorded.
with filed as (
    select
        from_code,
        to_code,
        change,
        effective_date,
        school_year,
        effective_year,
        county_code,
        {{ document_named('document') }} as document,
        is_ended,
        'filed' as source
    from {{ ref('succession') }}
),

suspected as (
    select
        school_code as from_code,
        observed as to_code,
        min(school_year) as school_year,
        min(county_code) as county_code
    from {{ source('quality', 'dq_finding') }}
    where expectation_id = 'successor-candidate'
    group by school_code, observed
),

inferred as (
    select
        suspected.from_code,
        suspected.to_code,
        cast(null as varchar) as change,
        cast(null as varchar) as effective_date,
        suspected.school_year,
        suspected.school_year as effective_year,
        suspected.county_code,
        cast(null as varchar) as document,
        false as is_ended,
        'inferred' as source
    from suspected
    left join filed
        on suspected.from_code = filed.from_code and suspected.to_code = filed.to_code
    where filed.from_code is null
)

select
    from_code, to_code, change, effective_date, school_year, effective_year, county_code, document, is_ended, source
from filed
union all
select
    from_code, to_code, change, effective_date, school_year, effective_year, county_code, document, is_ended, source
from inferred

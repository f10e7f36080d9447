-- Recorded successions of schools: who stands in whose place, and from which school year on (effective_year).
-- A merger and a change of type name the successor, a split the school split from; where the form was filled in the
-- other way round, the school that is new that year is the successor. is_ended: the old code ends with it.
{{ config(materialized='table') }}
with listed as (
    select distinct school_year, school_code from {{ ref('school') }}
),

last_year as (
    select max(school_year) as school_year from {{ ref('landed_year') }}
),

named as (
    select
        school_year,
        county_code,
        change,
        effective_date,
        document,
        case when change = 'split' then other_school_code else school_code end as named_from,
        case when change = 'split' then school_code else other_school_code end as named_to
    from {{ ref('changes') }}
    where
        change in ('merge', 'split', 'change_type')
        and other_school_code is not null
        and other_school_code <> school_code
),

compared as (
    select
        named.*,
        from_now.school_code is not null and from_before.school_code is null and to_before.school_code is not null
            as is_turned
    from named
    left join listed as from_now
        on named.school_year = from_now.school_year and named.named_from = from_now.school_code
    left join listed as from_before
        on named.school_year = from_before.school_year + 1 and named.named_from = from_before.school_code
    left join listed as to_before
        on named.school_year = to_before.school_year + 1 and named.named_to = to_before.school_code
),

directed as (
    select
        school_year,
        county_code,
        change,
        effective_date,
        document,
        case when is_turned then named_to else named_from end as from_code,
        case when is_turned then named_from else named_to end as to_code
    from compared
),

-- Recorded late, of a school that had left before: it took effect in the year that no longer lists it.
left_before as (
    select directed.from_code, directed.school_year, max(listed.school_year) + 1 as left_year
    from directed
    inner join listed on directed.from_code = listed.school_code
    group by directed.from_code, directed.school_year
    having max(listed.school_year) < directed.school_year - 1
),

-- A change filed of a school that is still listed takes effect the year after.
dated as (
    select
        directed.*,
        case
            when directed.change = 'split' and to_now.school_code is null then directed.school_year + 1
            when directed.change <> 'split' and from_now.school_code is not null then directed.school_year + 1
            when directed.change <> 'split' then coalesce(left_before.left_year, directed.school_year)
            else directed.school_year
        end as effective_year,
        row_number() over (
            partition by directed.from_code, directed.to_code
            order by directed.school_year, directed.change, directed.effective_date, directed.document
        ) as choice
    from directed
    left join left_before
        on directed.school_year = left_before.school_year and directed.from_code = left_before.from_code
    left join listed as from_now
        on directed.school_year = from_now.school_year and directed.from_code = from_now.school_code
    left join listed as to_now
        on directed.school_year = to_now.school_year and directed.to_code = to_now.school_code
)

select
    dated.from_code,
    dated.to_code,
    dated.change,
    dated.effective_date,
    dated.school_year,
    cast(dated.effective_year as integer) as effective_year,
    dated.county_code,
    dated.document,
    dated.effective_year <= last_year.school_year
    and from_then.school_code is null
    and to_then.school_code is not null as is_ended
from dated
cross join last_year
left join listed as from_then
    on dated.effective_year = from_then.school_year and dated.from_code = from_then.school_code
left join listed as to_then
    on dated.effective_year = to_then.school_year and dated.to_code = to_then.school_code
where dated.choice = 1

-- What each school code was called and what type it was, from when to when, what came before and after it.
-- A row per unbroken run of years with the same county, name and type.
with schools as (
    select
        school_year,
        school_code,
        county_code,
        school_name,
        school_type_code,
        lag(school_year) over (partition by school_code order by school_year, county_code) as previous_year,
        lag(county_code) over (partition by school_code order by school_year, county_code) as previous_county,
        lag(school_name) over (partition by school_code order by school_year, county_code) as previous_name,
        lag(school_type_code) over (partition by school_code order by school_year, county_code) as previous_type
    from {{ ref('school') }}
),

runs as (
    select
        *,
        sum(
            case
                when previous_year is null then 1
                when previous_year = school_year - 1
                    and previous_county = county_code
                    and coalesce(previous_name, '') = coalesce(school_name, '')
                    and coalesce(previous_type, '') = coalesce(school_type_code, '')
                    then 0
                else 1
            end
        ) over (partition by school_code order by school_year, county_code) as run
    from schools
),

periods as (
    select
        school_code,
        run,
        min(school_year) as valid_from_year,
        max(school_year) as valid_to_year,
        min(county_code) as county_code,
        min(school_name) as school_name,
        min(school_type_code) as school_type_code
    from runs
    group by school_code, run
),

landed_years as (
    select max(school_year) as last_year from {{ ref('received_file') }}
),

placed as (
    select
        periods.*,
        lead(periods.valid_from_year) over (partition by periods.school_code order by periods.run) as next_from_year,
        lead(periods.county_code) over (partition by periods.school_code order by periods.run) as next_county,
        lead(periods.school_name) over (partition by periods.school_code order by periods.run) as next_name,
        lead(periods.school_type_code) over (partition by periods.school_code order by periods.run) as next_type,
        landed_years.last_year
    from periods
    cross join landed_years
),

-- Which school came after which; one that never took effect, as both are listed still, is left out.
following as (
    select successions.*
    from {{ ref('succession') }} as successions
    cross join landed_years
    where successions.is_ended or successions.change = 'split' or successions.effective_year > landed_years.last_year
),

-- Changes count for the end of a period where they are filed in its last year or in the year after; for the end of
-- the school also later, until it is listed again.
recorded as (
    select school_code, school_year, change, document
    from {{ ref('changes') }}
    where change in ('close', 'merge', 'change_type', 'rename')
    union all
    -- a split names the new school; it is the school it was split from that changed
    select from_code, school_year, change, document
    from {{ ref('succession') }}
    where change = 'split' or is_ended
),

endings as (
    select
        placed.school_code,
        placed.run,
        -- where several things are recorded, the end of the school says most
        coalesce(min(case when recorded.change in ('close', 'merge') then recorded.change end), min(recorded.change))
            as change,
        min({{ document_named('recorded.document') }}) as document
    from placed
    inner join recorded
        on placed.school_code = recorded.school_code
        and recorded.school_year >= placed.valid_to_year
        and (
            (
                (placed.next_from_year is null or placed.next_from_year > placed.valid_to_year + 1)
                and recorded.school_year < coalesce(placed.next_from_year, placed.last_year + 1)
                and recorded.change <> 'rename'
            )
            or recorded.school_year <= placed.valid_to_year + 1 and (
                (recorded.change = 'rename' and placed.school_name <> placed.next_name)
                or (recorded.change = 'change_type' and placed.school_type_code <> placed.next_type)
                or (recorded.change = 'split' and placed.next_from_year is not null)
            )
        )
    where placed.valid_to_year < placed.last_year
    group by placed.school_code, placed.run
),

successors as (
    select
        placed.school_code,
        placed.run,
        {{ text_list('successions.to_code', 'successions.to_code') }} as school_codes
    from placed
    inner join following as successions
        on placed.school_code = successions.from_code
        and successions.effective_year - 1 between placed.valid_from_year and placed.valid_to_year
    group by placed.school_code, placed.run
),

predecessors as (
    select
        placed.school_code,
        placed.run,
        {{ text_list('successions.from_code', 'successions.from_code') }} as school_codes
    from placed
    inner join following as successions
        on placed.school_code = successions.to_code
        and successions.effective_year between placed.valid_from_year and placed.valid_to_year
    group by placed.school_code, placed.run
)

select
    placed.school_code,
    placed.valid_from_year,
    placed.valid_to_year,
    placed.county_code,
    placed.school_name,
    placed.school_type_code,
    case
        -- filed again after a gap: it had ended all the same
        when placed.next_from_year > placed.valid_to_year + 1 and endings.change is not null then 'ENDED'
        when placed.next_from_year is not null then 'CHANGED'
        when placed.valid_to_year = placed.last_year then 'OPEN'
        when endings.change is not null then 'ENDED'
        else 'NOT_FILED_SINCE'
    end as state,
    case
        when endings.change is not null then endings.change
        when recoded.county_code is not null then 'county_recoded'
    end as ended_by,
    endings.document,
    predecessors.school_codes as predecessor_school_codes,
    successors.school_codes as successor_school_codes
from placed
left join endings
    on placed.school_code = endings.school_code and placed.run = endings.run
left join successors
    on placed.school_code = successors.school_code and placed.run = successors.run
left join predecessors
    on placed.school_code = predecessors.school_code and placed.run = predecessors.run
left join {{ ref('recoding') }} as recoded
    on placed.county_code = recoded.county_code
    and placed.next_county = recoded.later_code
    and placed.next_from_year = recoded.from_year

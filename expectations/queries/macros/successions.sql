-- Recorded successions between last year's schools and this year's (`compared_year`): who stands in whose place.
-- A merger and a change of type name the successor, a split the school split from; where the form was filled in the
-- other way round, the school that is new this year is the successor. A change filed last year of a school that was
-- still listed then takes effect this year.
with listed as (
    select distinct school_year, school_code from schools where school_code is not null
),
named as (
    select school_year, county_code, change,
        case when change = 'split' then other_school_code else school_code end as named_from,
        case when change = 'split' then school_code else other_school_code end as named_to
    from changes
    where change in ('merge', 'split', 'change_type')
        and school_code is not null and other_school_code is not null and school_code <> other_school_code
),
of_this_year as (
    select named.*,
        from_now.school_code is not null and from_before.school_code is null and to_before.school_code is not null
            as is_turned
    from named
    left join listed as from_now
        on from_now.school_year = named.school_year and from_now.school_code = named.named_from
    left join listed as from_before
        on from_before.school_year = named.school_year - 1 and from_before.school_code = named.named_from
    left join listed as to_before
        on to_before.school_year = named.school_year - 1 and to_before.school_code = named.named_to
),
directed as (
    select school_year as compared_year, county_code, change,
        case when is_turned then named_to else named_from end as from_code,
        case when is_turned then named_from else named_to end as to_code
    from of_this_year
    union
    select named.school_year + 1, named.county_code, named.change, named.named_from, named.named_to
    from named
    inner join listed
        on listed.school_year = named.school_year and listed.school_code = named.named_from
    where named.change <> 'split'
    union
    select named.school_year + 1, named.county_code, named.change, named.named_from, named.named_to
    from named
    left join listed
        on listed.school_year = named.school_year and listed.school_code = named.named_to
    where named.change = 'split' and listed.school_code is null
)
select * from directed

-- The drop-out ledger month by month, as counts: cases opened, closed, and open at the month's end. Up to the last
-- month that the year's ledger speaks of; no case is published.
with months as (
    {% for month in ['09', '10', '11', '12', '01', '02', '03', '04', '05', '06', '07', '08'] -%}
    select school_year, cast(school_year + {{ 0 if month >= '09' else 1 }} as varchar) || '-{{ month }}' as ledger_month
    from {{ ref('landed_year') }}
    {% if not loop.last -%} union all {% endif %}
    {% endfor -%}
),

kept as (
    select
        filed.school_year,
        filed.county_code,
        max(greatest(
            coalesce({{ month_of('filed.opened_on') }}, ''), coalesce({{ month_of('filed.back_on') }}, ''),
            coalesce(filed.ledger_month, '')
        )) as last_month
    from {{ ref('filed_dropout_cases') }} as filed
    group by filed.school_year, filed.county_code
)

select
    kept.school_year,
    kept.county_code,
    months.ledger_month,
    cases.stage,
    cast(count(case when {{ month_of('cases.opened_on') }} = months.ledger_month then 1 end) as integer) as opened,
    cast(count(
        case when cases.standing = 'returned' and {{ month_of('cases.back_on') }} = months.ledger_month then 1 end
    ) as integer) as returned,
    cast(count(
        case when cases.standing = 'closed' and {{ month_of('cases.back_on') }} = months.ledger_month then 1 end
    ) as integer) as closed_otherwise,
    cast(count(
        case
            when {{ month_of('cases.opened_on') }} <= months.ledger_month
                and (cases.standing = 'open' or {{ month_of('cases.back_on') }} > months.ledger_month) then 1
        end
    ) as integer) as open_at_end,
    cast(count(
        case
            when cases.state = 'confirmed' and {{ month_of('cases.opened_on') }} <= months.ledger_month
                and (cases.standing = 'open' or {{ month_of('cases.back_on') }} > months.ledger_month) then 1
        end
    ) as integer) as open_confirmed
from kept
inner join months
    on kept.school_year = months.school_year
    and months.ledger_month <= kept.last_month
inner join {{ ref('dropout_case') }} as cases
    on {{ same('kept', 'cases', ['school_year', 'county_code']) }}
where cases.stage is not null
group by kept.school_year, kept.county_code, months.ledger_month, cases.stage

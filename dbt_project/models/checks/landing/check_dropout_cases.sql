-- Each row of the drop-out ledger: its days, its school, its number, and what other months say of the case.
with directories as (
    select distinct school_year, county_code from {{ ref('school') }}
),

told as (
    select
        school_year, county_code, case_number,
        count(distinct opened_on) as days_opened,
        count(distinct school_code) as schools
    from {{ ref('filed_dropout_cases') }}
    group by school_year, county_code, case_number
)

select
    cases.school_year,
    cases.county_code,
    cases.school_code,
    'dropout_cases' as relation,
    {{ number_shown('cases.case_number') }} as case_number,
    cases.ledger_month,
    cases.opened_on,
    cases.back_on,
    cases.how,
    case
        when {{ is_number('cases.case_number') }} then 'number'
        when cases.case_number like '%******%' then 'identity'
        else 'name'
    end as number_kind,
    case when cases.state is null or cases.stage is null then 'incomplete' else 'complete' end as completeness,
    case
        when cases.opened_on is null then 'not opened'
        when cases.back_on < cases.opened_on then 'closed before opened'
        when coalesce(cases.back_on, cases.opened_on)
            > coalesce(files.received_at, {{ year_end('cases.school_year') }}) then 'future'
        when cases.back_on is null and cases.how is not null then 'closed without day'
        when cases.back_on is not null and cases.how is null then 'closed without way'
        else 'in order'
    end as days,
    case
        when directories.county_code is null then null
        when schools.school_code is null then 'other'
        else 'own'
    end as school_state,
    case
        when cases.ledger_month is null then null
        when not {{ matches('cases.ledger_month', '^20[0-9][0-9]-(0[1-9]|1[0-2])$') }} then 'no month'
        when {{ school_year_of('cases.ledger_month') }} <> cases.school_year then 'other year'
        else 'month'
    end as month_state,
    count(*) over (
        partition by cases.school_year, cases.county_code, cases.case_number, coalesce(cases.ledger_month, '')
    ) as times_listed,
    case when told.days_opened > 1 or told.schools > 1 then 'differs' else 'same' end as over_months,
    cases.src_sha256,
    cases.src_sheet,
    cases.src_row
from {{ ref('filed_dropout_cases') }} as cases
inner join told
    on {{ same('cases', 'told', ['school_year', 'county_code', 'case_number']) }}
left join directories
    on {{ same('cases', 'directories', ['school_year', 'county_code']) }}
left join {{ ref('school') }} as schools
    on {{ same('cases', 'schools', ['school_year', 'county_code', 'school_code']) }}
left join {{ ref('file_read') }} as files
    on cases.school_year = files.school_year
    and cases.county_code = files.county_code
    and cases.src_sha256 = files.sha256

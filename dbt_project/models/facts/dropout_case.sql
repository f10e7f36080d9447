-- The drop-out ledger as it stands: each case once, as its latest month says it, with the township of its school.
with ranked as (
    select
        cases.*,
        row_number() over (
            partition by cases.school_year, cases.county_code, cases.case_number
            order by coalesce(cases.ledger_month, '') desc, cases.src_sha256, cases.src_sheet, cases.src_row
        ) as choice
    from {{ ref('filed_dropout_cases') }} as cases
    where cases.case_number is not null
)

select
    ranked.school_year,
    ranked.county_code,
    ranked.case_number,
    ranked.school_code,
    schools.township,
    ranked.stage,
    ranked.state,
    ranked.opened_on,
    ranked.back_on,
    ranked.how,
    -- a day without a way, or a way without a day, closes nothing
    case
        when ranked.back_on is null or ranked.how is null then 'open'
        when ranked.how = 'returned' then 'returned'
        else 'closed'
    end as standing,
    ranked.src_sha256,
    ranked.src_sheet,
    ranked.src_row
from ranked
left join {{ ref('school') }} as schools
    on ranked.school_year = schools.school_year
    and ranked.county_code = schools.county_code
    and ranked.school_code = schools.school_code
where ranked.choice = 1

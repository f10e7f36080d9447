-- Each difference between schools with what can be checked within its row, and the sum of the shares of its variance.
with shares as (
    select school_year, standard_id, county_code, stage, indicator_id, sum(variance_share) as share_sum
    from {{ ref('balance_share') }}
    group by school_year, standard_id, county_code, stage, indicator_id
),

tolerance as (
    select value as share_tolerance
    from {{ ref('quality_limits') }}
    where limit_id = 'share_tolerance'
),

compared as (
    select
        balance.school_year,
        balance.standard_id,
        balance.county_code,
        balance.stage,
        balance.indicator_id,
        balance.cv,
        balance.cv_limit,
        balance.status,
        balance.reason_code,
        coalesce(shares.share_sum, 0) as share_sum,
        -- the mean of all indicators has no shares of its own
        balance.cv > 0 and balance.indicator_id <> 'ALL' as has_shares
    from {{ ref('balance') }} as balance
    left join shares
        on balance.school_year = shares.school_year
        and balance.standard_id = shares.standard_id
        and balance.county_code = shares.county_code
        and balance.stage = shares.stage
        and balance.indicator_id = shares.indicator_id
)

select
    compared.school_year,
    compared.standard_id,
    compared.county_code,
    compared.stage,
    compared.indicator_id,
    compared.cv,
    compared.cv_limit,
    compared.status,
    compared.share_sum,
    case when compared.status = 'INSUFFICIENT_DATA' and compared.reason_code is null then 'yes' else 'no' end
        as reason_lacking,
    case
        when compared.has_shares and abs(compared.share_sum - 1) > tolerance.share_tolerance
            then compared.share_sum - 1
        when compared.has_shares then 0
    end as share_difference,
    case
        when compared.status = 'PASS'
            then compared.cv_limit * (1 + {{ var('relative_tolerance') }}) - compared.cv
    end as room_in_pass,
    case
        when compared.status in ('PASS', 'FAIL') and compared.cv is null then 'decided without value'
        else 'consistent'
    end as value_and_status
from compared
cross join tolerance

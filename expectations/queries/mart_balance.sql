-- balance with what can be checked within a row, and the sum of the shares of its variance.
with shares as (
    select school_year, standard_id, county_code, stage, indicator_id, sum(variance_share) as share_sum
    from balance_share
    group by school_year, standard_id, county_code, stage, indicator_id
)
select balance.*,
    case when balance.status = 'INSUFFICIENT_DATA' and balance.reason_code is null then 'yes' else 'no' end
        as reason_lacking,
    case
        when balance.cv > 0 and balance.indicator_id <> 'ALL' and abs(coalesce(shares.share_sum, 0) - 1) > (
            select cast(value as double) from rule_quality_limits where limit_id = 'share_tolerance'
        ) then shares.share_sum - 1
        when balance.cv > 0 and balance.indicator_id <> 'ALL' then 0
    end as share_difference,
    coalesce(shares.share_sum, 0) as share_sum,
    case when balance.status = 'PASS' then balance.cv_limit * (1 + 1e-9) - balance.cv end as room_in_pass,
    case when balance.status in ('PASS', 'FAIL') and balance.cv is null then 'decided without value'
        else 'consistent' end as value_and_status
from balance
left join shares
    on shares.school_year = balance.school_year and shares.standard_id = balance.standard_id
    and shares.county_code = balance.county_code and shares.stage = balance.stage
    and shares.indicator_id = balance.indicator_id

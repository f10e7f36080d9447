-- What each reason code means.
select
    reason_code,
    kind,
    name_zh,
    name_en
from {{ ref('reason_codes') }}

-- Each dated record of recognition, whether it can stand (facts/recognition_record decides).
select
    school_year,
    county_code,
    'recognition_records' as relation,
    step,
    recorded_on,
    county_code_filed,
    step_state,
    date_state,
    county_state,
    agreement,
    order_state,
    steps_missing_en,
    steps_missing_zh,
    not_before,
    src_sha256,
    src_sheet,
    src_row
from {{ ref('recognition_record') }}

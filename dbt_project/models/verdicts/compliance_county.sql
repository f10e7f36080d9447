-- The verdict: every expected county under every rule set that applies to it.
-- PASS only when every dimension was evaluated and holds and no veto stands; a veto fails the county.
-- A rule set with bands passes a county only in a band that qualifies.
with dimensions as (
    select
        school_year,
        standard_id,
        county_code,
        count(*) as dimensions,
        count(case when status = 'FAIL' then 1 end) as dimensions_failed,
        count(case when status = 'INSUFFICIENT_DATA' then 1 end) as dimensions_insufficient,
        count(case when reason_code = 'DIMENSION_NOT_EVALUATED' then 1 end) as dimensions_not_evaluated,
        max(case when reason_code = 'NOT_FILED' then 1 else 0 end) = 1 as is_not_filed,
        count(case when status = 'NOT_APPLICABLE' then 1 end) as dimensions_not_applicable,
        count(case when reason_code = 'DECIDES_NOTHING' then 1 end) as dimensions_shown,
        {{ text_list(
            "case when status = 'FAIL' then dimension_id || ': ' || failed_items end", "dimension_id"
        ) }} as failed_items
    from {{ ref('compliance_dimension') }}
    group by school_year, standard_id, county_code
),

banded as (
    select distinct standard_id from {{ ref('grade_bands') }}
),

judged as (
    select
        dimensions.*,
        grades.grade_zh,
        banded.standard_id is not null and grades.grade_zh is null as is_grade_unknown,
        coalesce(not grades.is_passing, false) as is_grade_too_low,
        coalesce(vetoes.vetoes_standing, 0) as vetoes_standing,
        coalesce(vetoes.vetoes_unanswered, 0) as vetoes_unanswered,
        coalesce(vetoes.vetoes_filed, 0) as vetoes_filed,
        vetoes.vetoes,
        {{ all_must_pass(
            'dimensions.dimensions - dimensions.dimensions_not_applicable
                + case when grades.grade_zh is not null then 1 else 0 end',
            'dimensions.dimensions_failed + coalesce(vetoes.vetoes_standing, 0)
                + case when not grades.is_passing then 1 else 0 end',
            'dimensions.dimensions_insufficient + coalesce(vetoes.vetoes_unanswered, 0)
                + case when banded.standard_id is not null and grades.grade_zh is null then 1 else 0 end'
        ) }} as status
    from dimensions
    left join {{ ref('county_veto') }} as vetoes
        on dimensions.school_year = vetoes.school_year
        and dimensions.standard_id = vetoes.standard_id
        and dimensions.county_code = vetoes.county_code
    left join banded
        on dimensions.standard_id = banded.standard_id
    left join {{ ref('county_grade') }} as grades
        on dimensions.school_year = grades.school_year
        and dimensions.standard_id = grades.standard_id
        and dimensions.county_code = grades.county_code
)

select
    judged.school_year,
    judged.standard_id,
    judged.county_code,
    counties.county_name,
    judged.status,
    judged.grade_zh as grade,
    case
        when judged.vetoes_standing > 0 then 'VETO'
        when judged.status = 'FAIL' and judged.dimensions_failed > 0 then 'DIMENSION_FAILS'
        when judged.is_grade_too_low then 'GRADE_TOO_LOW'
        when judged.is_not_filed then 'NOT_FILED'
        when judged.status = 'INSUFFICIENT_DATA' and judged.dimensions_insufficient = 0
            and judged.vetoes_unanswered = 0 then 'GRADE_UNDECIDED'
        when judged.status = 'INSUFFICIENT_DATA' and judged.dimensions_insufficient = 0 and judged.vetoes_filed = 0
            then 'VETOES_NOT_FILED'
        when judged.status = 'INSUFFICIENT_DATA' and judged.dimensions_insufficient = 0 then 'VETO_UNCLEAR'
        when judged.status = 'INSUFFICIENT_DATA'
            and judged.dimensions_insufficient = judged.dimensions_not_evaluated then 'DIMENSION_NOT_EVALUATED'
        when judged.status = 'INSUFFICIENT_DATA' then 'DIMENSION_INSUFFICIENT'
        when judged.status = 'NOT_APPLICABLE' and judged.dimensions_shown > 0 then 'DECIDES_NOTHING'
        when judged.status = 'NOT_APPLICABLE' then 'NO_SECTIONS'
    end as reason_code,
    judged.failed_items,
    judged.vetoes,
    coalesce(corrected.verdicts_on_corrections, 0) as verdicts_on_corrections,
    {{ key_of(['judged.county_code', 'judged.school_year']) }} as county_key
from judged
inner join {{ ref('dim_county') }} as counties
    on judged.school_year = counties.school_year
    and judged.county_code = counties.county_code
left join {{ ref('verdict_on_correction') }} as corrected
    on judged.school_year = corrected.school_year
    and judged.standard_id = corrected.standard_id
    and judged.county_code = corrected.county_code

-- The sample of the survey of social approval, with the cells of the questionnaires and of the population.
select
    samples.school_year,
    samples.county_code,
    'county_facts' as relation,
    'S1.valid' as item_code,
    samples.valid,
    cast(ceil(samples.valid_asked) as bigint) as valid_asked,
    cast(samples.residents_at_least as bigint) as residents,
    case when samples.population is null then 'students filed, residents are at least as many' else 'residents' end as basis_en,
    case when samples.population is null then '在校生（常住人口至少有这么多）' else '常住人口' end as basis_zh,
    samples.valid_parents,
    cast(ceil(samples.parents_asked) as bigint) as parents_asked,
    -- what is asked of no questionnaire at all is said elsewhere
    case when samples.valid > 0 then case when samples.is_too_small then 'too small' else 'enough' end end as sample_size,
    case
        when samples.valid_parents is not null then case when samples.has_too_few_parents then 'too few' else 'enough' end
    end as parents,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row
from {{ ref('survey_sample') }} as samples
inner join {{ ref('county_facts') }} as filed
    on {{ same('samples', 'filed', ['school_year', 'county_code']) }}
    and filed.item_code = 'S1.valid'

-- What is attested or denied, beside the data that say otherwise. A row per county and question of which both are filed.
-- Where data decide (G10, the tilt of G14, posts left unfilled), the result follows them; nothing here changes one.
with attested as (
    select
        attestations.school_year, attestations.county_code, attestations.indicator_id,
        conclusions.is_met, attestations.src_sha256, attestations.src_sheet, attestations.src_row
    from {{ ref('attestations') }} as attestations
    inner join {{ ref('conclusions') }} as conclusions
        on attestations.conclusion = conclusions.conclusion
),

denied as (
    select distinct
        vetoes.school_year, vetoes.county_code, items.veto_id, vetoes.src_sha256, vetoes.src_sheet, vetoes.src_row
    from {{ ref('vetoes') }} as vetoes
    inner join {{ ref('veto_items') }} as items
        on vetoes.item = items.name_zh
        and {{ in_force('vetoes.school_year', 'items.valid_from_year', 'items.valid_to_year') }}
    where vetoes.occurred = false
),

items as (
    select
        school_year,
        county_code,
        {% for column in [
            'G2.quota_primary', 'G2.quota_junior', 'G2.province_quota_primary', 'G2.province_quota_junior',
            'G10.establishment', 'G10.on_establishment', 'G10.off_establishment', 'G14.allotted', 'G14.allotted_rural'
        ] -%}
        cast(max(case when item_code = '{{ column }}' then value end) as double) as {{ column | replace('.', '_') | lower }},
        {% endfor -%}
        max(case when item_code = 'G14.rural_graduates' then value end) as rural_graduates
    from {{ ref('county_facts') }}
    group by school_year, county_code
),

-- a county without rural junior students has no rural school to tilt to
rural as (
    select schools.school_year, schools.county_code, count(*) as schools
    from {{ ref('school') }} as schools
    inner join {{ ref('section_students') }} as students
        on schools.school_year = students.school_year
        and schools.school_code = students.school_code
    where students.stage = 'junior' and students.students > 0 and schools.urban_rural_code like '2%'
    group by schools.school_year, schools.county_code
),

figures as (
    select
        school_year,
        county_code,
        max(case when figure_id = 'rural_places' then value end) as rural_places,
        max(case when figure_id = 'rural_graduates' then value end) as rural_graduates
    from {{ ref('beside_figure') }}
    group by school_year, county_code
),

questions as (
    select
        attested.school_year, attested.county_code, 'rural places' as question, 'attestations' as relation,
        items.g14_allotted_rural as figure, coalesce(items.rural_graduates, rural.schools) as beside,
        items.g14_allotted_rural = 0 and items.g14_allotted > 0 and coalesce(items.rural_graduates, rural.schools, 0) > 0
            as is_contradicted,
        attested.src_sha256, attested.src_sheet, attested.src_row
    from attested
    inner join items
        on {{ same('attested', 'items', ['school_year', 'county_code']) }}
    left join rural
        on {{ same('attested', 'rural', ['school_year', 'county_code']) }}
    where attested.is_met and attested.indicator_id = 'G14' and items.g14_allotted_rural is not null
    union all
    select
        attested.school_year, attested.county_code, 'rural share' as question, 'attestations' as relation,
        round(figures.rural_places, 1) as figure, round(figures.rural_graduates, 1) as beside,
        figures.rural_places < figures.rural_graduates and figures.rural_places > 0 as is_contradicted,
        attested.src_sha256, attested.src_sheet, attested.src_row
    from attested
    inner join figures
        on {{ same('attested', 'figures', ['school_year', 'county_code']) }}
    where attested.is_met and attested.indicator_id = 'G14' and figures.rural_places is not null and figures.rural_graduates is not null
    union all
    select
        attested.school_year, attested.county_code, 'establishment' as question, 'attestations' as relation,
        items.g10_on_establishment as figure, items.g10_establishment as beside,
        items.g10_on_establishment > items.g10_establishment as is_contradicted,
        attested.src_sha256, attested.src_sheet, attested.src_row
    from attested
    inner join items
        on {{ same('attested', 'items', ['school_year', 'county_code']) }}
    where
        attested.is_met
        and attested.indicator_id = 'G10'
        and items.g10_on_establishment is not null
        and items.g10_establishment is not null
    union all
    select
        attested.school_year, attested.county_code, 'admitted posts' as question, 'attestations' as relation,
        cast(posts.on_establishment as double) as figure, cast(posts.establishment as double) as beside,
        posts.on_establishment <= posts.establishment as is_contradicted,
        attested.src_sha256, attested.src_sheet, attested.src_row
    from attested
    inner join {{ ref('county_posts') }} as posts
        on {{ same('attested', 'posts', ['school_year', 'county_code']) }}
    where not attested.is_met and attested.indicator_id = 'G10' and posts.establishment is not null
    union all
    select
        attested.school_year, attested.county_code, 'admitted tilt' as question, 'attestations' as relation,
        round(figures.rural_places, 1) as figure, round(figures.rural_graduates, 1) as beside,
        figures.rural_places >= figures.rural_graduates as is_contradicted,
        attested.src_sha256, attested.src_sheet, attested.src_row
    from attested
    inner join figures
        on {{ same('attested', 'figures', ['school_year', 'county_code']) }}
    where
        not attested.is_met
        and attested.indicator_id = 'G14'
        and figures.rural_places is not null
        and figures.rural_graduates > 0
    union all
    select
        denied.school_year, denied.county_code, 'posts' as question, 'vetoes' as relation,
        items.g10_off_establishment as figure,
        items.g10_establishment - items.g10_on_establishment as beside,
        items.g10_off_establishment > 0 and items.g10_on_establishment < items.g10_establishment as is_contradicted,
        denied.src_sha256, denied.src_sheet, denied.src_row
    from denied
    inner join items
        on {{ same('denied', 'items', ['school_year', 'county_code']) }}
    where
        denied.veto_id = 'posts_unfilled'
        and items.g10_off_establishment is not null
        and items.g10_on_establishment is not null
        and items.g10_establishment is not null
    {% for stage in ['primary', 'junior'] -%}
    union all
    select
        attested.school_year, attested.county_code, 'quota {{ stage }}' as question, 'attestations' as relation,
        items.g2_quota_{{ stage }} as figure, items.g2_province_quota_{{ stage }} as beside,
        items.g2_quota_{{ stage }} < items.g2_province_quota_{{ stage }} as is_contradicted,
        attested.src_sha256, attested.src_sheet, attested.src_row
    from attested
    inner join items
        on {{ same('attested', 'items', ['school_year', 'county_code']) }}
    where
        attested.is_met
        and attested.indicator_id = 'G2'
        and items.g2_quota_{{ stage }} is not null
        and items.g2_province_quota_{{ stage }} is not null
    {% endfor %}
)

select
    school_year,
    county_code,
    question,
    relation,
    figure,
    beside,
    case when question = 'rural places' then case when is_contradicted then 'contradicted' else 'agrees' end end
        as rural_places,
    case when question = 'rural share' then case when is_contradicted then 'contradicted' else 'agrees' end end
        as rural_share,
    case when question = 'establishment' then case when is_contradicted then 'contradicted' else 'agrees' end end
        as establishment,
    case when question = 'posts' then case when is_contradicted then 'contradicted' else 'agrees' end end as posts,
    case when question like 'quota %' then case when is_contradicted then 'contradicted' else 'agrees' end end as quota,
    case when question like 'admitted %' then case when is_contradicted then 'contradicted' else 'agrees' end end
        as admitted,
    src_sha256,
    src_sheet,
    src_row
from questions

-- The same result as the indicator and compliance models, written by hand for this one rule set: what dbt is
-- measured against. Only the sections of the national set: what dbt builds besides is on dbt's side of the ratio.
-- Reads section and section_scope of the database it is attached to (`build`).
create table values_long as
select s.school_year, s.county_code, s.school_code, s.stage, v.indicator_id, v.numerator,
       cast(s.students as double) as denominator, v.multiplier * v.numerator / s.students as value
from build.section s,
lateral (values
    ('R1', cast(s.teachers_above_required as double), 100.0),
    ('R2', cast(s.backbone_teachers as double), 100.0),
    ('R3', cast(s.pe_teachers + s.arts_teachers as double), 100.0),
    ('R4', cast(s.teaching_auxiliary_area_m2 - s.indoor_sports_area_m2 as double) * s.share, 1.0),
    ('R5', cast(s.sports_ground_area_m2 + s.indoor_sports_area_m2 as double) * s.share, 1.0),
    ('R6', cast(s.equipment_value_yuan as double) * s.share, 1.0),
    ('R7', cast(s.multimedia_classrooms as double) * s.share, 100.0)
) as v(indicator_id, numerator, multiplier)
where s.stage in ('primary', 'junior') and s.students > 0;

create table indicator_result as
select c.school_year, c.standard_id, c.county_code, 'section' as entity_type, c.school_code as entity_id, c.stage,
       t.indicator_id, v.numerator, v.denominator, v.value, '>=' as operator, t.threshold,
       t.threshold * 0.85 as floor, v.value - t.threshold as margin,
       case when v.value is null then 'INSUFFICIENT_DATA'
            when v.value >= t.threshold - t.threshold * 1e-9 then 'PASS' else 'FAIL' end as status,
       coalesce(v.value < t.threshold - t.threshold * 1e-9
           and v.value >= t.threshold * 0.85 - t.threshold * 0.85 * 1e-9, false) as is_at_floor,
       case when v.value is null then coalesce(c.reason_code, 'INPUT_MISSING')
            when v.value >= t.threshold - t.threshold * 1e-9 then null
            when v.value >= t.threshold * 0.85 - t.threshold * 0.85 * 1e-9 then 'AT_FLOOR'
            else 'BELOW_FLOOR' end as reason_code
from build.section_scope c
join (values ('R1', 'primary', 4.2), ('R2', 'primary', 1.0), ('R3', 'primary', 0.9), ('R4', 'primary', 4.5),
             ('R5', 'primary', 7.5), ('R6', 'primary', 2000.0), ('R7', 'primary', 2.3),
             ('R1', 'junior', 5.3), ('R2', 'junior', 1.0), ('R3', 'junior', 0.9), ('R4', 'junior', 5.8),
             ('R5', 'junior', 10.2), ('R6', 'junior', 2500.0), ('R7', 'junior', 2.4)
) as t(indicator_id, stage, threshold) using (stage)
left join values_long v
    on c.scope = 'in' and v.school_year = c.school_year and v.county_code = c.county_code
    and v.school_code = c.school_code and v.stage = c.stage and v.indicator_id = t.indicator_id
where c.scope <> 'out' and c.standard_id = 'national-quality-2017';

create table compliance_school as
select c.school_year, c.standard_id, c.county_code, c.school_code, c.stage, n.school_name, c.students,
       coalesce(r.met, 0) as indicators_met, coalesce(r.at_floor, 0) as indicators_at_floor,
       coalesce(r.below, 0) as indicators_below_floor, coalesce(r.missing, 0) as indicators_missing,
       case c.scope when 'out' then 'NOT_APPLICABLE' when 'unknown' then 'INSUFFICIENT_DATA' else
           case when r.below > 0 or r.met + r.missing < 6 then 'FAIL'
                when r.missing > 0 then 'INSUFFICIENT_DATA' else 'PASS' end end as status,
       case when c.scope <> 'in' then c.reason_code when r.below > 0 then 'BELOW_FLOOR'
            when r.met + r.missing < 6 then 'TOO_FEW_MET'
            when r.missing > 0 then 'INDICATOR_MISSING' end as reason_code
from build.section_scope c
left join (
    select school_year, county_code, entity_id, stage,
           count(*) filter (status = 'PASS') as met, count(*) filter (is_at_floor) as at_floor,
           count(*) filter (status = 'FAIL' and not is_at_floor) as below,
           count(*) filter (status = 'INSUFFICIENT_DATA') as missing
    from indicator_result group by all
) r on r.school_year = c.school_year and r.county_code = c.county_code
    and r.entity_id = c.school_code and r.stage = c.stage
left join build.school n
    on n.school_year = c.school_year and n.county_code = c.county_code and n.school_code = c.school_code
where c.standard_id = 'national-quality-2017';

create table terms as
with means as (
    select school_year, county_code, stage, indicator_id, count(*) as sections, count(value) as measured,
           cast(sum(cast(numerator as decimal(38, 10))) as double) as numerator, sum(denominator) as students
    from indicator_result group by all
)
select i.school_year, i.standard_id, i.county_code, i.stage, i.indicator_id, i.entity_id as school_code,
       i.denominator as students, i.value, m.sections, m.measured, m.students as county_students,
       case when i.indicator_id in ('R1', 'R2', 'R3', 'R7') then 100.0 else 1.0 end * m.numerator / m.students as mean,
       case when m.sections = m.measured and m.numerator <> 0 then i.denominator / m.students * power(i.value
           / (case when i.indicator_id in ('R1', 'R2', 'R3', 'R7') then 100.0 else 1.0 end
              * m.numerator / m.students) - 1, 2) end as term
from indicator_result i
join means m using (school_year, county_code, stage, indicator_id);

create table balance as
select *, case when cv is null then 'INSUFFICIENT_DATA'
               when cv <= case stage when 'primary' then 0.5 else 0.45 end * (1 + 1e-9) then 'PASS'
               else 'FAIL' end as status
from (
    select school_year, standard_id, county_code, stage, indicator_id, any_value(sections) as sections,
           any_value(county_students) as students, any_value(mean) as mean,
           sqrt(cast(sum(cast(term as decimal(38, 20))) as double)) as cv
    from terms group by school_year, standard_id, county_code, stage, indicator_id
);

create table balance_share as
select t.school_year, t.standard_id, t.county_code, t.stage, t.indicator_id, t.school_code, t.students, t.value,
       t.term / sum(t.term) over (partition by t.school_year, t.county_code, t.stage, t.indicator_id) as variance_share
from terms t;

create table compliance_county as
select school_year, county_code,
       case when max(failed) > 0 then 'FAIL' else 'INSUFFICIENT_DATA' end as status
from (
    select school_year, county_code, count(*) filter (status = 'FAIL') as failed from compliance_school group by all
    union all
    select school_year, county_code, count(*) filter (status = 'FAIL') as failed from balance group by all
) group by all;

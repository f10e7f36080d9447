-- G10 编制岗位统筹: where 教基4149 of every school is filed, staff on the establishment against its posts, in percent;
-- elsewhere attested with its document.
with within as (
    {{ figures_decide(
        county_ratio('G10', {'G10.on_establishment': 1}, {'G10.establishment': 1}, part_id='within'),
        counted=ref('county_staff')
    ) }}
)

select * from within
union all
{{ attested('G10', unless='within') }}

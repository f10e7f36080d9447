-- G13 就近划片入学, public non-boarding schools of city and town, in percent. With no one admitted it does not apply.
{{ county_ratio(
    'G13', {'G13.primary_nearby': 1}, {'G13.primary_total': 1},
    part_id='primary', none_concerned=true
) }}
union all
{{ county_ratio('G13', {'G13.junior_nearby': 1}, {'G13.junior_total': 1}, part_id='junior', none_concerned=true) }}

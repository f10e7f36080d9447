-- G15 随迁子女在公办和购买服务民办学校就读比例, in percent, and care for left-behind children, attested.
{{ county_ratio(
    'G15', {'G15.migrant_public': 1, 'G15.migrant_purchased': 1}, {'G15.migrant_total': 1},
    part_id='migrant', none_concerned=true
) }}
union all
{{ attested('G15') }}

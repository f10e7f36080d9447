-- G15 随迁子女在公办和购买服务民办学校就读比例, in percent, and care for left-behind children, attested.
with items as (
    {{ items_as({'total': 'G15.migrant_total', 'in_public': 'G15.migrant_public', 'purchased': 'G15.migrant_purchased'}) }}
)

{{ county_ratio('G15', 'migrant', 'items', 'items.in_public + items.purchased', 'items.total', none_concerned=true) }}
union all
{{ attested('G15') }}

-- G11 交流轮岗: exchanged of those eligible, backbone teachers of those exchanged, in percent.
with items as (
    {{ items_as({'eligible': 'G11.eligible', 'exchanged': 'G11.exchanged', 'backbone': 'G11.exchanged_backbone'}) }}
)

{{ county_ratio('G11', 'exchanged', 'items', 'items.exchanged', 'items.eligible', none_concerned=true) }}
union all
{{ county_ratio('G11', 'backbone', 'items', 'items.backbone', 'items.exchanged') }}

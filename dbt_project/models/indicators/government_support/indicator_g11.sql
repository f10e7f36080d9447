-- G11 交流轮岗: exchanged of those eligible, backbone teachers of those exchanged, in percent.
{{ county_ratio('G11', {'G11.exchanged': 1}, {'G11.eligible': 1}, part_id='exchanged', none_concerned=true) }}
union all
{{ county_ratio('G11', {'G11.exchanged_backbone': 1}, {'G11.exchanged': 1}, part_id='backbone') }}

-- T1 九年义务教育巩固率, in percent, as filed.
{{ county_figure('T1', 'T1.retention_percent') }}

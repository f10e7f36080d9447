-- Items of the county collection sheets, one row per item, in base units.
{{ wide_rows('county_facts', key=['item_code'], columns=['value', 'unit', 'note'], quarantinable=['value']) }}

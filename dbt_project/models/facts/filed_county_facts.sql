-- Items of the county collection sheets as filed, in base units, with the corrections in force.
{{ as_corrected(
    'county_facts',
    columns=['item_code', 'item_name', 'value', 'unit', 'note'],
    corrected={'value': 'decimal(20, 6)', 'note': 'varchar'}
) }}

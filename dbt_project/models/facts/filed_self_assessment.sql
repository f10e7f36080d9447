-- What each school says of itself on the sheet 学校自评表 as filed, with the corrections in force.
{{ as_corrected(
    'self_assessment',
    columns=['school_code', 'item', 'value'],
    corrected={'value': 'decimal(20, 6)'},
    is_long=true
) }}

-- Areas (m²), counts and money (yuan) per school and item as filed, with the corrections in force.
{{ as_corrected(
    'premises',
    columns=['school_code', 'item', 'quantity'],
    corrected={'quantity': 'decimal(20, 6)'},
    is_long=true
) }}

-- Areas (m²), counts and money (yuan) per school and item, one row per fact.
{{ counting_facts('premises', ['school_code', 'item'], 'quantity', 'decimal(20, 6)') }}

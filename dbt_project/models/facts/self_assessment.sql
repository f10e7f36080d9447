-- What each school says of itself, one row per item.
{{ counting_facts('self_assessment', ['school_code', 'item'], 'value', 'decimal(20, 6)') }}

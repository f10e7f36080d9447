-- Classes per school, stage and size band, one row per fact.
{{ long_facts('class_sizes', ['school_code', 'stage', 'band'], 'classes', 'bigint') }}

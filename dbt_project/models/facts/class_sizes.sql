-- Classes per school, stage and size band, one row per fact.
{{ counting_facts('class_sizes', ['school_code', 'stage', 'band'], 'classes', 'bigint') }}

-- Full-time teachers per school, stage and attribute, one row per fact.
{{ counting_facts('teachers', ['school_code', 'stage', 'attribute', 'value'], 'teachers', 'bigint') }}

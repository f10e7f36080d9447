-- Full-time teachers per school, stage and attribute as filed, with the corrections in force.
{{ as_corrected(
    'teachers',
    columns=['school_code', 'stage', 'attribute', 'value', 'teachers'],
    corrected={'teachers': 'bigint'},
    is_long=true
) }}

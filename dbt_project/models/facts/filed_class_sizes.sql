-- Classes per school, stage and size band as filed, with the corrections in force.
{{ as_corrected(
    'class_sizes',
    columns=['school_code', 'stage', 'band', 'classes'],
    corrected={'classes': 'bigint'},
    is_long=true
) }}

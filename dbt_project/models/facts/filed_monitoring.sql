-- Results of the national monitoring as filed, with the corrections in force.
{{ as_corrected(
    'monitoring',
    columns=['subject', 'level', 'between_school_variation'],
    corrected={'level': 'varchar', 'between_school_variation': 'decimal(20, 6)'}
) }}

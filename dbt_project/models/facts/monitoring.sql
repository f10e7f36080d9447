-- Results of the national monitoring, one row per subject and year of monitoring; 0: a year that is not known.
{{ wide_rows(
    'monitoring',
    key=['subject', 'placed_year'],
    columns=['subject_id', 'monitored_year', 'is_year_asked', 'level', 'between_school_variation'],
    quarantinable=['level', 'between_school_variation']
) }}

-- Results of the national monitoring, one row per subject.
{{ wide_rows('monitoring', key=['subject'], columns=['level', 'between_school_variation'], quarantinable=['level', 'between_school_variation'], correctable={'level': 'varchar', 'between_school_variation': 'decimal(20, 6)'}) }}

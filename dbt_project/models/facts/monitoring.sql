-- Results of the national monitoring, one row per subject.
{{ wide_rows('monitoring', key=['subject'], columns=['level', 'between_school_variation'], quarantinable=['level', 'between_school_variation']) }}

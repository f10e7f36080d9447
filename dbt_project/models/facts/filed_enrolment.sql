-- Students per school, stage, grade and group as filed, with the corrections in force.
{{ as_corrected(
    'enrolment',
    columns=['school_code', 'stage', 'grade', 'student_group', 'students'],
    corrected={'students': 'bigint'},
    is_long=true
) }}

-- Students per school, stage, grade and group, one row per fact.
{{ counting_facts('enrolment', ['school_code', 'stage', 'grade', 'student_group'], 'students', 'bigint') }}

-- Recorded changes of schools (学校变动) as filed.
{{ as_corrected(
    'changes',
    columns=['school_code', 'school_name', 'change', 'effective_date', 'other_school_code', 'document'],
    corrected={}
) }}

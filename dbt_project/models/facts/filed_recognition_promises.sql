-- Promises given at recognition (过渡承诺) as filed.
{{ as_corrected(
    'recognition_promises',
    columns=['transition_rule_id', 'promised_on', 'due_year', 'document', 'note'],
    corrected={}
) }}

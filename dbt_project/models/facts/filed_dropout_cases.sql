-- Cases of the drop-out ledger (控辍保学台账) as filed.
{{ as_corrected(
    'dropout_cases',
    columns=['case_number', 'ledger_month', 'school_code', 'stage', 'state', 'opened_on', 'back_on', 'how'],
    corrected={}
) }}

-- Records of ledgers (台账) as filed, of sheets and of ledger.yaml.
{{ as_corrected(
    'ledger_records',
    columns=[
        'item_id', 'kind', 'school_code', 'subject', 'quantity', 'opened_on', 'action', 'department', 'post', 'planned_on',
        'deadline', 'document', 'started_on', 'claimed_on', 'verified_on', 'approver_department', 'approver_post',
        'closed_on', 'path', 'told_on',
    ],
    corrected={}
) }}

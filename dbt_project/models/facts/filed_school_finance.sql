-- Public funds and training funds per school as filed, with the corrections in force.
{{ as_corrected(
    'school_finance',
    columns=['school_code', 'fiscal_year', 'public_funds_allocated_yuan', 'public_funds_budget_yuan', 'training_budget_yuan', 'training_final_yuan'],
    corrected={'public_funds_allocated_yuan': 'decimal(20, 6)', 'public_funds_budget_yuan': 'decimal(20, 6)', 'training_budget_yuan': 'decimal(20, 6)', 'training_final_yuan': 'decimal(20, 6)'}
) }}

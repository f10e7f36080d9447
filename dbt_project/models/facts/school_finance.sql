-- Public funds and training funds, one row per school and year.
{{ wide_rows('school_finance', key=['school_code', 'fiscal_year'], columns=['public_funds_allocated_yuan', 'public_funds_budget_yuan', 'training_budget_yuan', 'training_final_yuan'], quarantinable=['public_funds_allocated_yuan', 'public_funds_budget_yuan', 'training_budget_yuan', 'training_final_yuan']) }}

-- The departments that ledgers name, as filed, and what the registry calls each; those it does not know are left out.
with filed as (
    select department as filed_department from {{ ref('filed_ledger_records') }}
    union
    select approver_department as filed_department from {{ ref('filed_ledger_records') }}
)

select filed.filed_department, min(known.department) as department
from filed
inner join {{ ref('ledger_departments') }} as known
    on {{ is_department('filed.filed_department', 'known') }}
group by filed.filed_department

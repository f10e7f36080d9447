-- L10 初中专任教师研究生占比, in percent.
{{ beside('L10', 'master_junior', 'junior') }}

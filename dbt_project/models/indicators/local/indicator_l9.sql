-- L9 初中专任教师本科及以上占比, in percent.
{{ beside('L9', 'bachelor_junior', 'junior') }}

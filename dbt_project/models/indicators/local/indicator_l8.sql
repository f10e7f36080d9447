-- L8 小学专任教师本科及以上占比, in percent.
{{ beside('L8', 'bachelor_primary', 'primary') }}

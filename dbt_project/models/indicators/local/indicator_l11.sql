-- L11 小学56人及以上班级占比, in percent.
{{ beside('L11', 'classes_from_56_primary', 'primary') }}

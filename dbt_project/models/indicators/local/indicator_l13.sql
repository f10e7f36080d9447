-- L13 小学66人及以上班级占比, in percent.
{{ beside('L13', 'classes_from_66_primary', 'primary') }}

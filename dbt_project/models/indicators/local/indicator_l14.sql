-- L14 初中66人及以上班级占比, in percent.
{{ beside('L14', 'classes_from_66_junior', 'junior') }}

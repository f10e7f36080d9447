-- L12 初中56人及以上班级占比, in percent.
{{ beside('L12', 'classes_from_56_junior', 'junior') }}

-- R3 每百名学生拥有体育、艺术专任教师数
-- Full-time PE (体育与健康) and arts (艺术计) teachers of the section, per 100 students.
-- Transition rule T1: small rural schools may count exchanged, part-time and visiting teachers too.
{{ section_indicator('R3', {
    'teachers.subject.pe': 1, 'teachers.subject.arts': 1,
    'teachers.subject_shared.pe_arts': 1
}) }}

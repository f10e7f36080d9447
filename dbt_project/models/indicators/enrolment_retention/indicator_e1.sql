-- E1 小学入学率: pupils in school, those studying elsewhere included, of the population of that age, in percent.
{{ county_ratio('E1', {'E1.in_school': 1, 'E1.in_school_elsewhere': 1}, {'E1.population': 1}) }}

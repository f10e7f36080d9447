-- P11 园长、专任教师持证上岗率, in percent.
{{ county_ratio('P11', {'P11.certified': 1}, {'P11.due': 1}) }}

-- E5 控辍保学台账: confirmed cases returned or closed, in percent. With no case it does not apply.
{{ county_ratio('E5', {'E5.returned': 1, 'E5.closed': 1}, {'E5.confirmed': 1}, none_concerned=true) }}

-- P4 小区配套园办成公办或普惠性, in percent. With none it does not apply.
{{ county_ratio('P4', {'P4.estate_public_or_affordable': 1}, {'P4.estate_total': 1}, none_concerned=true) }}

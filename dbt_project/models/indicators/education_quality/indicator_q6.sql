-- Q6 德育与校园文化: attested with its document.
{{ attested('Q6') }}

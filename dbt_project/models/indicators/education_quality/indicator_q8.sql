-- Q8 无过重课业负担: attested with its document.
{{ attested('Q8') }}

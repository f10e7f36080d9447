-- Q5 信息化教学: attested with its document.
{{ attested('Q5') }}

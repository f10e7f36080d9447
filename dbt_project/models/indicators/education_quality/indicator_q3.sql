-- Q3 章程与信息化: attested with its document.
{{ attested('Q3') }}

-- Q7 课程、秩序与实践活动: attested with its document.
{{ attested('Q7') }}

-- G10 编制岗位统筹: attested with its document.
{{ attested('G10') }}

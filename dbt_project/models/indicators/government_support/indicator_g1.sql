-- G1 规划布局: attested with its document.
{{ attested('G1') }}

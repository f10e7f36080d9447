-- Veto items, one row per item.
{{ wide_rows('vetoes', key=['item'], columns=['occurred', 'note'], quarantinable=['occurred']) }}

-- Veto items as filed.
{{ as_corrected('vetoes', columns=['item', 'occurred', 'note'], corrected={}) }}

-- Texts as filed that a spreadsheet program would take for a formula. A bare number with its sign is none.
with texts as (
    select school_year, county_code, school_code, 'schools' as relation, src_sha256, src_sheet, src_row, field, content
    from schools
    cross join lateral (
        values ('school_name', school_name), ('school_type_name', school_type_name), ('sponsor_name', sponsor_name),
            ('county_name_filed', county_name_filed)
    ) as fields (field, content)
    union all
    select school_year, county_code, school_code, 'rooms', src_sha256, src_sheet, src_row, field, content
    from rooms
    cross join lateral (values ('kind', kind), ('room_name', room_name)) as fields (field, content)
    union all
    select school_year, county_code, null, 'county_facts', src_sha256, src_sheet, src_row, field, content
    from county_facts
    cross join lateral (
        values ('item_code', item_code), ('item_name', item_name), ('unit', unit), ('note', note)
    ) as fields (field, content)
    union all
    select school_year, county_code, null, 'monitoring', src_sha256, src_sheet, src_row, field, content
    from monitoring
    cross join lateral (values ('subject', subject), ('level', level)) as fields (field, content)
    union all
    select school_year, county_code, null, 'attestations', src_sha256, src_sheet, src_row, field, content
    from attestations
    cross join lateral (
        values ('indicator_id', indicator_id), ('conclusion', conclusion), ('document', document),
            ('document_number', document_number), ('filer', filer), ('reviewer', reviewer)
    ) as fields (field, content)
    union all
    select school_year, county_code, null, 'vetoes', src_sha256, src_sheet, src_row, field, content
    from vetoes
    cross join lateral (values ('item', item), ('note', note)) as fields (field, content)
    union all
    select school_year, county_code, school_code, 'changes', src_sha256, src_sheet, src_row, field, content
    from changes
    cross join lateral (
        values ('school_name', school_name), ('change', change), ('document', document)
    ) as fields (field, content)
)
select school_year, county_code, school_code, relation, src_sha256, src_sheet, src_row, field as src_field, content,
    'formula' as reads_as
from texts
where regexp_matches(content, '^[=+@\t\r-]') and not regexp_full_match(content, '[+-]?[0-9][0-9,.%]*')

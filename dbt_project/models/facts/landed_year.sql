-- The school years that have been landed.
{{ config(materialized='view') }}
select distinct school_year
from {{ ref('received_file') }}

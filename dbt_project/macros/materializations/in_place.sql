{#- Tables and views are made in place of the ones before. dbt-duckdb's own are made beside them and change
    places by renaming, so that readers miss nothing; nobody reads build.duckdb while it is built, what is
    published is a copy, and the renaming took a fifth of a build's CPU time. -#}

{% materialization table, adapter='duckdb' %}
  {{ return(made_in_place('table')) }}
{% endmaterialization %}


{% materialization view, adapter='duckdb' %}
  {{ return(made_in_place('view')) }}
{% endmaterialization %}


{% macro made_in_place(kind) %}
  {%- set target = this.incorporate(type=kind) -%}
  {%- set standing = load_cached_relation(this) -%}
  {{ run_hooks(pre_hooks) }}
  {%- if standing is not none -%}
    {%- do adapter.drop_relation(standing) -%}
  {%- endif -%}
  {% call statement('main') -%}
    {{ create_table_as(False, target, sql) if kind == 'table' else get_create_view_as_sql(target, sql) }}
  {%- endcall %}
  {%- do persist_docs(target, model) -%}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ return({'relations': [target]}) }}
{% endmacro %}

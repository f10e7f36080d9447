-- Every file received and its story: what stands of it, what does not, and why.
-- In Chinese `why` is said in the words below; what could not be read, in those of its first finding.
{%- set words = [
    (', which is final while this file is preliminary', '（该文件为正式数据，本文件为预报）'),
    (', as manifest.yaml says', '（依据 manifest.yaml）'),
    (' rows of schools withdrawn by ', ' 行数据的学校已撤回，见 '),
    (' rows replaced by ', ' 行数据改用 '),
    ('replaced by ', '改用 '),
    ('the same bytes as ', '与 '),
    (', which is read', ' 完全相同'),
    (', which ', ' 完全相同，后者由 '),
    (' replaces', ' 替代'),
    ('cells that could not be read and are corrected: ', '无法读取而已更正的单元格：'),
    ('; ', '；')
] %}
with refused as (
    select path, count(*) as items_refused
    from {{ source('landing', 'refusals') }}
    group by path
),

found as (
    select path, count(*) as findings, min(case when suite = 'refusals' then message_zh end) as unread_zh
    from {{ source('quality', 'dq_finding') }}
    where path is not null
    group by path
),

files as (
    select
        submissions.*,
        deadlines.deadline,
        deadlines.is_late,
        cast(coalesce(refused.items_refused, 0) as integer) as items_refused,
        cast(coalesce(found.findings, 0) as integer) as findings,
        found.unread_zh
    from {{ ref('received_file') }} as submissions
    left join {{ ref('submission_deadline') }} as deadlines
        on submissions.path = deadlines.path
    left join refused on submissions.path = refused.path
    left join found on submissions.path = found.path
),

told as (
    select
        *,
        coalesce('Received ' || received_at, 'Date of receipt not stated')
        || case when is_late then ', after the deadline ' || deadline else '' end
        || case state when 'preliminary' then '; preliminary.' else '; final.' end as received_en,
        coalesce(received_at || ' 收到', '未注明收到日期')
        || case when is_late then '，晚于截止日期 ' || deadline else '' end
        || case state when 'preliminary' then '；预报。' else '；正式。' end as received_zh,
        case
            when status in ('partial', 'refused', 'unused') then unread_zh
            else {% for _ in words %}replace({% endfor %}why
                {%- for english, chinese in words %}, '{{ english }}', '{{ chinese }}'){% endfor %}
        end as why_zh,
        cast(rows_landed as varchar) || ' rows of ' || cast(schools as varchar) || ' schools stand' as stands_en,
        cast(schools as varchar) || ' 所学校 ' || cast(rows_landed as varchar) || ' 行数据有效' as stands_zh
    from files
)

select
    school_year,
    county_code,
    path,
    sha256,
    bytes,
    form,
    edition,
    encoding,
    received_at,
    deadline,
    is_late,
    state,
    supersedes,
    superseded_by,
    same_as,
    status,
    why,
    rows_landed,
    schools,
    items_refused,
    findings,
    received_en
    || case status
        when 'accepted' then ' Read: ' || stands_en || '.'
        when 'partial' then ' Read in part: ' || stands_en || '; could not be read: '
            || cast(items_refused as varchar) || '.'
        when 'refused' then ' Refused.'
        when 'unused' then ' Nothing in it to read.'
        when 'superseded' then ' Replaced; nothing of it stands.'
        when 'duplicate' then ' Sent again; not read a second time.'
    end
    || coalesce(' ' || why || '.', '')
    || coalesce(' Replaces ' || supersedes || '.', '')
    || coalesce(' The same bytes: ' || same_as || '.', '')
    || case when findings > 0 then ' Findings: ' || cast(findings as varchar) || '.' else '' end as story_en,
    received_zh
    || case status
        when 'accepted' then '已采用：' || stands_zh || '。'
        when 'partial' then '部分采用：' || stands_zh || '；无法读取 ' || cast(items_refused as varchar) || ' 处。'
        when 'refused' then '拒收：无法读取 ' || cast(items_refused as varchar) || ' 处。'
        when 'unused' then '没有可采用的数据：'
        when 'superseded' then '已被替代，不再采用。'
        when 'duplicate' then '重复报送，不再读取。'
    end
    || coalesce(why_zh || '。', '')
    || case
        when why_zh is null or status in ('partial', 'refused', 'unused')
            then coalesce('被 ' || superseded_by || ' 替代（全部或部分）。', '')
        else ''
    end
    || coalesce('替代 ' || supersedes || '。', '')
    || coalesce('相同文件：' || same_as || '。', '')
    || case when findings > 0 then '发现问题 ' || cast(findings as varchar) || ' 条。' else '' end as story_zh
from told

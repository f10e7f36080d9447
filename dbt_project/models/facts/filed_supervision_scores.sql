-- Items of the county supervision (督导评估评分) as filed.
{{ as_corrected(
    'supervision_scores',
    columns=['item', 'points_max', 'points', 'note'],
    corrected={}
) }}

-- One pull request.
SELECT
    number,
    title,
    body,
    state,
    draft,
    merged,
    author,
    base_ref,
    base_sha,
    head_ref,
    head_repo,
    head_sha,
    head_shas,
    merge_commit_sha,
    labels,
    html_url,
    created_at,
    updated_at,
    merged_at
FROM pull_request FINAL
WHERE repo = {repo:String} AND number = {number:UInt64}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1

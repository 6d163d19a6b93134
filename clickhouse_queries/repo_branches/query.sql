-- The branches that exist, of one repository or (repo = '') of all. A run names the branch or the tag that it is for
-- alike, so a name that was only ever pushed as a tag is none; a branch whose newest push deleted it is gone.
-- Of those whose names contain a text, case ignored, that very name comes first, then what begins with it.
SELECT
    refs.repo AS repo,
    refs.name AS name,
    refs.last_heard_at AS last_heard_at,
    refs.name = repository.default_branch AS is_default
FROM
(
    SELECT
        repo,
        name,
        max(branch.heard_at) AS last_heard_at,
        countIf(source = 'head') AS pushed,
        countIf(source = 'head' AND deleted = 0) AS exists_as_head,
        countIf(source = 'tag') AS tagged
    FROM branch FINAL
    WHERE ({repo:String} = '' OR repo = {repo:String})
        AND ({search:String} = '' OR positionCaseInsensitiveUTF8(name, {search:String}) > 0)
    GROUP BY repo, name
    HAVING if(pushed > 0, exists_as_head > 0, tagged = 0)
) AS refs
LEFT ANY JOIN (SELECT repo, default_branch FROM repository FINAL) AS repository ON repository.repo = refs.repo
ORDER BY
    repo,
    multiIf(
        name = {search:String}, 0,
        lowerUTF8(name) = lowerUTF8({search:String}), 1,
        startsWith(lowerUTF8(name), lowerUTF8({search:String})), 2,
        3
    ),
    is_default DESC,
    last_heard_at DESC,
    name
LIMIT {limit:UInt32} BY repo
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1

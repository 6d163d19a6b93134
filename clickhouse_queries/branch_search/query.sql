-- Those of a branch's commits that are looked for, newest first; branch = '' is the repository's default branch.
-- Filters are parts of a name or of the message, case ignored; without any, commits' texts are not looked at.
SELECT sha, time
FROM branch_commit FINAL
WHERE repo = {repo:String}
    AND branch = if({branch:String} != '', {branch:String}, (SELECT any(default_branch) FROM repository FINAL WHERE repo = {repo:String}))
    AND branch != ''
    AND (empty({shas:Array(String)}) OR sha IN {shas:Array(String)})
    AND (({author:String} = '' AND {message:String} = '') OR sha IN
    (
        SELECT sha
        FROM commit FINAL
        WHERE ({author:String} != '' OR {message:String} != '')
            AND repo = {repo:String}
            AND (positionCaseInsensitiveUTF8(ifNull(author_login, ''), {author:String}) > 0
                OR positionCaseInsensitiveUTF8(ifNull(author_name, ''), {author:String}) > 0)
            AND (positionCaseInsensitiveUTF8(title, {message:String}) > 0 OR positionCaseInsensitiveUTF8(body, {message:String}) > 0)
    ))
ORDER BY time DESC, heard_at DESC, position DESC, sha DESC
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1

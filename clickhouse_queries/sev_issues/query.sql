-- A repository's open issues with one of the given labels, case ignored, newest first.
SELECT number, ifNull(title, '') AS title, html_url, created_at
FROM issues FINAL
WHERE repo = {repo:String}
    AND state = 'open'
    AND arrayExists(label -> has(arrayMap(wanted -> lowerUTF8(wanted), {labels:Array(String)}), lowerUTF8(label)), labels)
ORDER BY created_at DESC, number DESC
LIMIT {limit:UInt32}

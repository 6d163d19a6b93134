-- Tests by words of their names. A test's names are few beside its runs: all of a repository's are looked through.
SELECT
    name,
    classname,
    file,
    min(test_name.first_seen) AS first_seen,
    max(test_name.last_seen) AS last_seen,
    argMaxMerge(test_name.last_status) AS last_status,
    count() OVER () AS found
FROM test_name
WHERE repo = {repo:String}
    AND arrayAll(
        word -> positionCaseInsensitiveUTF8(concat(file, ' ', classname, ' ', name), word) > 0,
        arrayFilter(word -> word != '', splitByChar(' ', {q:String})))
GROUP BY name, classname, file
ORDER BY last_seen DESC, name, classname, file
LIMIT {limit:UInt32} OFFSET {offset:UInt32}

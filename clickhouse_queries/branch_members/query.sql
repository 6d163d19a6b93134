-- Which of the given commits are on a branch; branch = '' is the repository's default branch.
SELECT DISTINCT sha
FROM branch_commit
WHERE repo = {repo:String}
    AND branch = if({branch:String} != '', {branch:String}, (SELECT any(default_branch) FROM repository FINAL WHERE repo = {repo:String}))
    AND branch != ''
    AND sha IN {shas:Array(String)}

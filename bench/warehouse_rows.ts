/**
 * Millions of rows made inside ClickHouse, shaped like a busy repository's: runs of twenty jobs, ids that grow with time, two
 * jobs a second until now.
 */
import type { ClickHouseClient } from "@clickhouse/client";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const jobs_per_run = 20;
const chunk = 500_000;

/** A commit's hash by its number: random-looking, as real ones are. */
function sha(commit: number): string {
  return createHash("sha1").update(`commit ${commit}`).digest("hex");
}

export async function fillWarehouse(
  warehouse: ClickHouseClient,
  { rows, jobs_per_commit }: { rows: number; jobs_per_commit: number },
): Promise<void> {
  const sha_sql = `lower(hex(SHA1(concat('commit ', toString(intDiv(number, ${jobs_per_commit}))))))`;
  const began_s = Math.floor(Date.now() / 1000 - rows / 2);
  const time_sql = `fromUnixTimestamp64Milli(${began_s * 1000}, 'UTC') + toIntervalSecond(intDiv(number, 2))`;
  for (let from = 0; from < rows; from += chunk) {
    const numbers = `numbers(${from}, ${Math.min(chunk, rows - from)})`;
    await warehouse.command({
      query: `INSERT INTO workflow_job
        (dynamoKey, repo, id, run_id, run_attempt, name, workflow_name, head_sha, head_branch, status, conclusion,
         created_at, started_at, completed_at, html_url, labels, runner_id, runner_name, steps, truncated, revision)
        SELECT concat('bench/grid/', toString(number)), 'bench/grid', 20000000000 + number * 3,
          10000000000 + intDiv(number, ${jobs_per_run}) * 7, 1,
          concat('linux-', toString(number % ${jobs_per_commit} % 40), ' / test (default, ', toString(number % ${jobs_per_commit}), ', 500, linux.4xlarge)'),
          concat('workflow ', toString(intDiv(number % ${jobs_per_commit}, ${jobs_per_run}))), ${sha_sql}, 'main', 'completed',
          if(sipHash64(number) % 50 = 0, 'failure', 'success'), ${time_sql}, ${time_sql} + 30, ${time_sql} + 1800,
          concat('https://github.com/bench/grid/actions/runs/', toString(10000000000 + intDiv(number, ${jobs_per_run}) * 7), '/job/', toString(20000000000 + number * 3)),
          ['self-hosted', 'linux.4xlarge'], number % 5000, concat('i-', lower(hex(sipHash64(number)))),
          repeat('{"name":"Run tests","status":"completed","conclusion":"success","number":4},', 12), false, 3
        FROM ${numbers}`,
    });
    await warehouse.command({
      query: `INSERT INTO commit_run SELECT 'bench/grid', ${sha_sql}, 10000000000 + intDiv(number, ${jobs_per_run}) * 7
        FROM ${numbers} WHERE number % ${jobs_per_run} = 0`,
    });
    await warehouse.command({
      query: `INSERT INTO workflow_run (dynamoKey, repo, id, run_attempt, name, event, status, conclusion, head_sha,
          head_branch, head_repo, created_at, updated_at, run_started_at, truncated, revision)
        SELECT concat('bench/grid/', toString(number)), 'bench/grid', 10000000000 + intDiv(number, ${jobs_per_run}) * 7, 1,
          concat('workflow ', toString(intDiv(number % ${jobs_per_commit}, ${jobs_per_run}))), 'push', 'completed', 'success',
          ${sha_sql}, 'main', 'bench/grid', ${time_sql}, ${time_sql} + 3600, ${time_sql}, false, 3
        FROM ${numbers} WHERE number % ${jobs_per_run} = 0`,
    });
    // Of other CI systems and of apps that report: forty on each commit.
    await warehouse.command({
      query: `INSERT INTO provider_job (repo, head_sha, head_branch, provider, workflow_name, name, dynamoKey, external_id, run_id,
          run_attempt, status, conclusion, created_at, started_at, completed_at, html_url, is_ci, of_fork, revision)
        SELECT 'bench/grid', ${sha_sql}, 'main', if(number % ${jobs_per_commit} < 20, 'circleci', 'check'),
          if(number % ${jobs_per_commit} < 20, 'build-and-test', concat('app ', toString(number % 4))),
          concat('part ', toString(number % ${jobs_per_commit})), concat('bench/grid/', toString(number)), toString(number),
          toString(intDiv(number, ${jobs_per_commit})), 1, 'completed', if(sipHash64(number) % 50 = 0, 'failure', 'success'),
          ${time_sql}, ${time_sql} + 30, ${time_sql} + 900, 'https://ci.example/1', number % ${jobs_per_commit} < 20, false, 1
        FROM ${numbers} WHERE number % ${jobs_per_commit} < 40`,
    });
    await warehouse.command({
      query: `INSERT INTO external_check (dynamoKey, repo, head_sha, app, name, id, status, conclusion, title, url, started_at,
          completed_at, truncated, revision)
        SELECT concat('bench/grid/', toString(number)), 'bench/grid', ${sha_sql}, concat('app ', toString(number % 4)),
          concat('part ', toString(number % ${jobs_per_commit})), number, 'completed', if(sipHash64(number) % 50 = 0, 'failure', 'success'),
          'All of it', 'https://ci.example/1', ${time_sql} + 30, ${time_sql} + 900, false, 1
        FROM ${numbers} WHERE number % ${jobs_per_commit} BETWEEN 20 AND 39`,
    });
    await warehouse.command({
      query: `INSERT INTO branch_commit (repo, branch, sha, time, heard_at, position, pull_number, revision)
        SELECT 'bench/grid', 'main', ${sha_sql}, ${time_sql}, ${time_sql}, 0, intDiv(number, 500), 1
        FROM ${numbers} WHERE number % ${jobs_per_commit} = 0`,
    });
    await warehouse.command({
      query: `INSERT INTO commit (repo, sha, source, time, title, body, author_login, repo_url, pull_number, revision)
        SELECT 'bench/grid', ${sha_sql}, 'push', ${time_sql}, concat('Change number ', toString(number), ' (#', toString(intDiv(number, 500)), ')'),
          '', 'somebody', 'https://github.com/bench/grid', intDiv(number, 500), 1
        FROM ${numbers} WHERE number % ${jobs_per_commit} = 0`,
    });
  }
  await whenMerged(warehouse);
}

const quiet_ms = 2_000;
const quiet_patience_ms = 180_000;

/** Resolves when ClickHouse has merged what was inserted: a million rows at once keep a small machine busy for a while. */
export async function whenMerged(warehouse: ClickHouseClient): Promise<void> {
  const give_up = performance.now() + quiet_patience_ms;
  for (let busy = performance.now(); performance.now() - busy < quiet_ms;) {
    const answer = await warehouse.query({
      query: "SELECT count() AS merges FROM system.merges",
      format: "JSONEachRow",
    });
    const [row] = await answer.json<{ merges: number }>();
    const now = performance.now();
    if (now > give_up) throw new Error("ClickHouse does not come to rest");
    if (row?.merges !== 0) busy = now;
    await sleep(100);
  }
}

/** The hashes of the newest commits, newest first. */
export function newestShas(rows: number, jobs_per_commit: number, count: number): string[] {
  const newest = Math.ceil(rows / jobs_per_commit) - 1;
  return Array.from({ length: count }, (_, index) => sha(newest - index));
}

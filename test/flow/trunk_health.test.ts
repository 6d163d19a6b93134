/** Every repository's trunk in one look, on the real engine: it says what /api/trunk says of each, unstable jobs left out. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordsFromCircleci } from "lib/intake/circleci/index";
import type { TableRow } from "lib/model/records/kind";
import type { Services } from "lib/server/services";
import { branchState } from "lib/server/trunk";
import { trunkHealths } from "lib/server/trunk_health";
import { jobCompleted } from "scripts/demo/payloads/circleci";
import * as make from "test/kit/deliveries";
import { foldRecords, recordsOf } from "test/kit/fold";
import { Chance } from "test/kit/hud_client";
import { servicesWith } from "test/kit/services";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { z } from "zod";

const { at, sha } = make;
const config = `repos:
  "*":
    unstable: ["^CI / shaky$"]
  trunks/marked:
    unstable: ['\\(CircleCI\\)$', "^CI / (?!build)s"]
`;
let warehouse: TestWarehouse;
let services: Services & { close(): Promise<void> };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hud-trunks-"));
  await writeFile(join(folder, "repos.yaml"), config);
  warehouse = await startWarehouse();
  services = servicesWith(warehouse, { HUD_REPO_CONFIG: join(folder, "repos.yaml") });
});
afterAll(async () => {
  await services.close();
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});

let ids = 0;
/** A run of one job on a commit; null: it has not ended. "unstarted": a run without jobs. */
function ran(name: string, job: string, conclusion: string | null) {
  const id = ++ids;
  const status = conclusion === null ? "in_progress" : "completed";
  if (job === "unstarted") return [make.run({ id, head_sha: sha(name), status, conclusion: "startup_failure" })];
  const times = { started_at: at(0), completed_at: conclusion === null ? null : at(60) };
  return [
    make.run({ id, head_sha: sha(name), status, conclusion }),
    make.job({ id, run_id: id, name: job, head_sha: sha(name), status, conclusion, ...times }),
  ];
}
const push = (names: readonly string[]) =>
  make.push(99, {
    commits: names.map((name, index) => make.commit(name, { timestamp: at(index) })),
    ...{ head_commit: null, after: sha(names.at(-1) ?? "") },
  });

/** Of all repositories in one insert for each table. */
function rowsOf(repo: string, deliveries: readonly make.Delivery[]): TableRow[] {
  const rows: TableRow[] = [];
  const named = deliveries.map(({ event, payload }) => {
    const text = JSON.stringify(payload).replaceAll(`"${make.repo}"`, `"${repo}"`);
    return { event, payload: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
  });
  foldRecords(recordsOf(named), ({ kind, record, revision }) => rows.push(...kind.rows(record, revision)));
  return rows;
}

test("it is what each branch's state says, whatever has happened", async () => {
  const chance = new Chance(4);
  const repos = Array.from({ length: 20 }, (_, index) => `trunks/r${index}`);
  const rows = repos.flatMap((repo) => {
    const names = Array.from({ length: 1 + chance.below(4) }, (_, index) => `${repo} ${index}`);
    const runs = Array.from({ length: chance.below(10) }, () =>
      ran(
        names[chance.below(names.length)] ?? "",
        chance.pick(["build", "test", "shaky", "unstarted"]),
        chance.pick(["success", "success", "failure", "timed_out", "cancelled", "skipped", null]),
      ),
    );
    return rowsOf(repo, [push(names), ...runs.flat()]);
  });
  await insertAll(warehouse.client, rows);
  const health = new Map((await trunkHealths(services)).map((row) => [row.repo, row]));
  const words = new Set<string>();
  for (const repo of repos) {
    const { red_job_count, last_green_sha } = await branchState(services, repo, "main");
    const row = health.get(repo);
    const known = row && { red_job_count: row.red_job_count, last_green_sha: row.last_green_sha };
    expect([repo, known ?? { red_job_count: 0, last_green_sha: null }]).toEqual([
      repo,
      { red_job_count, last_green_sha },
    ]);
    words.add(red_job_count > 0 ? (last_green_sha === null ? "red" : "red since") : String(last_green_sha !== null));
  }
  expect(words.size).toBeGreaterThanOrEqual(3); // Red and green ones were among them.
});

test("an unstable job is matched by what the grid calls it, and counts nowhere", async () => {
  const repo = "trunks/marked";
  await warehouse.replicate(repo, [
    push(["marked"]),
    ...ran("marked", "build", "success"),
    ...ran("marked", "smoke", "failure"),
  ]);
  const alike = jobCompleted({ repo, sha: sha("marked"), workflow: "CI", job: "build", status: "failed" });
  const rows: TableRow[] = [];
  foldRecords(recordsFromCircleci(alike), ({ kind, record, revision }) => rows.push(...kind.rows(record, revision)));
  await insertAll(warehouse.client, rows);
  const later = jest.spyOn(Date, "now").mockReturnValue(Date.now() + 5_000); // What was kept is too old.
  try {
    expect((await trunkHealths(services)).find((row) => row.repo === repo)).toMatchObject({
      ...{ head_sha: sha("marked"), success: 1, failure: 0, pending: 0, red_job_count: 0 },
      last_green_sha: sha("marked"),
    });
    await expect(branchState(services, repo, "main")).resolves.toMatchObject({ red_job_count: 0 });
  } finally {
    later.mockRestore();
  }
});

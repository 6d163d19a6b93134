/** What the set-up and metrics pages ask the warehouse: how new each input's records are, and how long jobs wait. */
import { queueTimes } from "clickhouse_queries/queue_times/query";
import { repoInputs } from "clickhouse_queries/repo_inputs/query";
import * as make from "test/kit/deliveries";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";

const repo = "octo/setup";
const hours = (ago: number, seconds = 0): string =>
  new Date(Math.floor(Date.now() / 1000) * 1000 - ago * 3_600_000 + seconds * 1000).toISOString().replace(".000Z", "Z");
const moment = (iso: string): string => iso.replace("Z", ".000Z");

let warehouse: TestWarehouse;

const job = (id: number, ago: number, fields: Record<string, unknown> = {}) =>
  make.job({
    ...{ id, run_id: id, created_at: hours(ago), started_at: hours(ago, 30), completed_at: hours(ago, 90) },
    ...{ status: "completed", conclusion: "success", labels: ["linux", "big"] },
    ...fields,
  });

beforeAll(async () => {
  warehouse = await startWarehouse();
  await warehouse.replicate(repo, [
    job(1, 2),
    job(2, 1, { started_at: hours(1, 90), completed_at: hours(1, 100) }),
    job(3, 1, { labels: ["mac"], started_at: hours(1, 600), completed_at: hours(1, 700) }),
    job(4, 1, { conclusion: "skipped" }),
    job(5, 24 * 9),
    job(6, 24 * 40),
    make.push(0, { pushed_at: hours(5) }),
    make.pull({ updated_at: hours(24 * 31) }),
  ]);
});
afterAll(() => warehouse.stop());

test("inputs are as new as their newest record of a month; only what ended within a week is counted", async () => {
  const rows = await warehouse.ask(repoInputs, { repo });
  const by_input = new Map(rows.map((row) => [row.input, row]));
  expect(by_input.get("workflow_job")).toMatchObject({ ended: 3 });
  expect(by_input.has("pull_request")).toBe(false);
  expect(by_input.has("logs")).toBe(false);
  expect(await warehouse.ask(repoInputs, { repo: "octo/none" })).toEqual([]);
});

test("waiting is measured by day and by labels, without what never ran", async () => {
  const by_labels = await warehouse.ask(queueTimes, { repo, days: 7, by: "labels" });
  expect(by_labels).toEqual([
    { day: "", runner: "mac", jobs: 1, p50_seconds: 600, p90_seconds: 600, max_seconds: 600 },
    { day: "", runner: "big linux", jobs: 2, p50_seconds: expect.any(Number), p90_seconds: 90, max_seconds: 90 },
  ]);
  const by_day = await warehouse.ask(queueTimes, { repo, days: 90, by: "day" });
  expect(by_day.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(5);
  expect(by_day.at(-1)).toMatchObject({ day: moment(hours(24 * 40)).slice(0, 10), runner: "", jobs: 1 });
});

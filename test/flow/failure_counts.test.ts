/** Failures counted: those that say the same by job, however many they are, and what people said of them. */
import { annotationCounts } from "clickhouse_queries/annotation_counts/query";
import { similarFailures } from "clickhouse_queries/similar_failures/query";
import { similarFailuresByDay } from "clickhouse_queries/similar_failures_by_day/query";
import { similarFailuresByJob } from "clickhouse_queries/similar_failures_by_job/query";
import { jobAnnotation } from "lib/model/records/job_annotation";
import { heard, type Heard } from "lib/model/records/kind";
import { foldRecords } from "test/kit/fold";
import { sampleJob, sampleSha } from "test/kit/sample_records";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.stop());

async function insert(records: readonly Heard[]): Promise<void> {
  const rows = [...foldRecords(records).values()].flatMap(({ kind, record, revision }) => kind.rows(record, revision));
  await insertAll(warehouse.client, rows);
}

const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
const now = Date.now();
const day_minutes = 24 * 60;

describe("similar failures by job", () => {
  const repo = "octo/similar";
  const capture = "undefined reference to `orbit_1'";

  /** The `index`-th newest; two on each commit. */
  function failure(index: number, name: string, caught = capture): Heard {
    const log = {
      ...{ classified_at: ago(index), bytes: 10, lines: 9, rule: "Linker", line: caught, line_num: index },
      ...{ captures: [caught], context: [] },
    };
    const id = 10_000 - index;
    const job = { dynamoKey: `${repo}/${id}`, repo, name, workflow_name: "CI", log };
    const ended = { conclusion: "failure" as const, completed_at: ago(index) };
    return sampleJob(id, { ...job, ...ended, head_sha: sampleSha(Math.floor(index / 2)) });
  }

  test("counts them all, also beyond those that are listed, and knows the first and the last of each job", async () => {
    const often = Array.from({ length: 250 }, (_, at) =>
      failure(at + 1, "link", `undefined reference to \`orbit_${at}'`),
    );
    const rare = [failure(301, "docs"), failure(302, "docs"), failure(303, "docs", "quite another thing")];
    await insert([...often, ...rare]);
    expect(await warehouse.ask(similarFailures, { repo, capture })).toHaveLength(200);
    expect(await warehouse.ask(similarFailuresByJob, { repo, capture })).toEqual([
      {
        ...{ name: "CI / link", failures: 250, commits: 126 },
        ...{ first_seen: ago(250), first_job_id: 9_750, first_line_num: 250 },
        ...{ last_seen: ago(1), last_job_id: 9_999, last_line_num: 1 },
      },
      {
        ...{ name: "CI / docs", failures: 2, commits: 2 },
        ...{ first_seen: ago(302), first_job_id: 9_698, first_line_num: 302 },
        ...{ last_seen: ago(301), last_job_id: 9_699, last_line_num: 301 },
      },
    ]);
    const days = await warehouse.ask(similarFailuresByDay, { repo, capture });
    expect(days.reduce((all, { exact, similar }) => all + exact + similar, 0)).toBe(252);
    expect([days[0]?.first_seen, days.at(-1)?.last_seen]).toEqual([ago(302), ago(1)]);
  });
});

test("what people said is counted by their newest words, within 14 days and within those asked for", async () => {
  const said = (repo: string, job_id: number, minutes: number, annotation: string | null, source = "person"): Heard =>
    heard(
      jobAnnotation,
      jobAnnotation.schema.parse({
        ...{ dynamoKey: `${repo}/${job_id}`, repo, job_id, head_sha: sampleSha(job_id), annotation, source },
        ...{ note: null, by: "mona", annotated_at: ago(minutes) },
      }),
    );
  const [here, there] = ["octo/said", "octo/other"];
  await insert([
    said(here, 1, 5, "Test flake"),
    said(here, 2, 20 * day_minutes, "Test flake"),
    said(here, 3, 40 * day_minutes, "Test flake"),
    said(here, 4, 9, "Test flake"),
    said(here, 4, 8, "Broken infra"), // A later word on the same failure.
    said(here, 5, 9, "Other"),
    said(here, 5, 8, null), // Taken back.
    said(here, 6, 5, "Broken trunk", "hud"),
    said(there, 7, 2, "Broken infra"),
  ]);
  expect(await warehouse.ask(annotationCounts, { repo: here, days: 30 })).toEqual([
    { annotation: "Test flake", failures_14d: 1, failures: 2, commits: 2, last_said: ago(5) },
    { annotation: "Broken infra", failures_14d: 1, failures: 1, commits: 1, last_said: ago(8) },
  ]);
  const all = await warehouse.ask(annotationCounts, { days: 30 });
  expect(all.map(({ annotation, failures }) => [annotation, failures])).toEqual([
    ["Broken infra", 2],
    ["Test flake", 2],
  ]);
});

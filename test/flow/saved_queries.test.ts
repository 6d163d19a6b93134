/** What holds of every saved query: it runs, answers its own schema, refuses what it does not know, and reads little. */
import { saved_queries } from "clickhouse_queries/index";
import type { SavedQuery } from "lib/model/saved_query";
import { queryText } from "lib/warehouse/run_query";
import * as make from "test/kit/deliveries";
import { parameterValues } from "test/kit/query_parameters";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { z } from "zod";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await startWarehouse();
  // In several parts, so that an index has something to leave out.
  for (const run_id of [10, 500_000, 900_000]) {
    const second = run_id / 100;
    await warehouse.replicate("octo/jobs", [
      make.run({ id: run_id, created_at: make.at(second), run_started_at: make.at(second) }),
      make.job({ id: run_id + 1, run_id, created_at: make.at(second), started_at: make.at(second) }),
      make.push(second),
      make.pull({ updated_at: make.at(second) }),
    ]);
  }
});
afterAll(() => warehouse.stop());

describe("every saved query", () => {
  const values = parameterValues({ repo: "octo/jobs", sha: make.sha("a"), shas: [make.sha("a"), make.sha("b")] });
  const paramsOf = (query: SavedQuery): Record<string, unknown> => {
    const given = Object.fromEntries(
      Object.keys(query.params.shape).flatMap((name) => (name in values ? [[name, values[name]]] : [])),
    );
    return query.params.parse(given);
  };
  const all = [...saved_queries.values()].map((query) => [query.name, query] as const);

  test.each(all)("%s answers rows of its schema, on full tables and on empty ones", async (_name, query) => {
    await expect(warehouse.ask(query, paramsOf(query))).resolves.toBeInstanceOf(Array);
    if ("repo" in query.params.shape) {
      await expect(warehouse.ask(query, { ...paramsOf(query), repo: "nobody/nothing" })).resolves.toEqual([]);
    }
  });

  test.each(all)("%s refuses a parameter that it does not know", async (_name, query) => {
    await expect(warehouse.ask(query, { ...paramsOf(query), surprise: 1 })).rejects.toThrow(z.ZodError);
  });

  test.each(all)("%s selects exactly the columns of its rows' schema", async (_name, query) => {
    const text = await queryText(query);
    const result = await warehouse.client.query({
      query: `DESCRIBE TABLE (${text})`,
      query_params: paramsOf(query),
      format: "JSONEachRow",
    });
    const columns = z.array(z.object({ name: z.string() })).parse(await result.json());
    if (!(query.row instanceof z.ZodObject)) throw new Error(`${query.name}: its rows are no objects`);
    expect(columns.map(({ name }) => name).sort()).toEqual(Object.keys(query.row.shape).sort());
  });

  // Jobs and runs are what grows: no query may read all that a repository ever ran.
  test.each(all)("%s finds its jobs and runs by more than their repository", async (_name, query) => {
    const result = await warehouse.client.query({
      query: `EXPLAIN indexes = 1 ${await queryText(query)}`,
      query_params: paramsOf(query),
      format: "JSONEachRow",
    });
    const lines = z
      .array(z.object({ explain: z.string() }))
      .parse(await result.json())
      .map(({ explain }) => explain);
    const reads = lines
      .join("\n")
      .replaceAll("│", " ") // The tree that the plan is drawn as.
      .split(/ReadFromMergeTree /)
      .slice(1);
    for (const read of reads.filter((text) =>
      /^\(?default\.(workflow_job|workflow_run|job_outcome|commit_fact)\b/.test(text),
    )) {
      // The keys of the primary index, or a skip index, that narrow the search.
      const by_key = /Keys:\s*\n\s*repo\s*\n\s*(run_id|id|name|head_sha)\b/.test(read);
      const by_time = /Skip\s*\n\s*Name: \w+_between/.test(read);
      expect({ read, narrowed: by_key || by_time }).toEqual({ read, narrowed: true });
    }
  });
});

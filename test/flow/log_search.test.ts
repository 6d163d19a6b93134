/** Searching in failed logs, in whatever case and script, on the real engine. */
import { readFileSync } from "node:fs";
import { logSearch } from "clickhouse_queries/log_search/query";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { z } from "zod";

jest.setTimeout(120_000);
const repo = "octo/app";
const lines = [
  "ОШИБКА сборки: файл не найден",
  "Großer Ärger in 100% der Fälle_alle",
  "ÀÉÎ: Compilation ÉCHOUÉE après 3 s",
  "plain ASCII, Nothing Else",
  "日本語 Error 😀 End",
  "back\\slash Ü",
];
let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await startWarehouse();
  const at = Math.floor(Date.now() / 1000);
  const values = lines.map((line, index) => ({ repo, job_id: 1, line_num: index + 1, line, run_id: 1, at }));
  await warehouse.client.insert({ table: "log_line", values, format: "JSONEachRow" });
});
afterAll(() => warehouse.stop());

const found = async (q: string, regex = false): Promise<string[]> =>
  (await warehouse.ask(logSearch, { repo, q, regex })).map(({ line }) => line);

test.each([
  ["ошибка", 0],
  ["ОШИБКА", 0],
  ["СБОРКИ: Файл", 0],
  ["ärger", 1],
  ["GROSSER", null],
  ["GROßER ÄRGER", 1],
  ["ärger IN 100% DER fälle_", 1],
  ["ärger in 100_ der", null],
  ["ärger%fälle", null],
  ["Compilation échouée APRÈS", 2],
  ["échouée compilation", null],
  ["àéî", 2],
  ["aei", null],
  ["PLAIN ascii", 3],
  ["nothing else", 3],
  ["日本語 ERROR 😀 end", 4],
  ["日本人", null],
  ["K\\SLASH ü", 5],
])("%j is found in line %j", async (q, index) => {
  expect(await found(q)).toEqual(index === null ? [] : [lines[index]]);
});

test("a regular expression minds the case", async () => {
  expect(await found("^ОШИБКА .*найден$", true)).toEqual([lines[0]]);
  expect(await found("^ошибка", true)).toEqual([]);
  expect(await found("(?i)^ошибка", true)).toEqual([lines[0]]);
});

test("a word that no line has is not looked for in all of them, nor one beside letters of other scripts", async () => {
  await warehouse.client.command({
    query: `INSERT INTO log_line (repo, job_id, line_num, line, run_id, at)
      SELECT 'octo/long', 1, number, concat('line with some words, äöü ', toString(number)), 1, now() FROM numbers(100_000)`,
  });
  const query = readFileSync("clickhouse_queries/log_search/query.sql", "utf8");
  for (const q of ["nowhere to be", "äöü zzzz"]) {
    const query_params = { repo: "octo/long", q, regex: false, days: 14, limit: 100 };
    const answer = await warehouse.client.query({ query, query_params, format: "JSON" });
    const { rows, statistics } = await answer.json();
    expect(rows).toBe(0);
    expect(z.object({ rows_read: z.number() }).parse(statistics).rows_read).toBeLessThan(10_000);
  }
});

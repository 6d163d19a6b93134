/** The rules that come with the HUD, on excerpts of logs: each must be explained by one line, in the real engine. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { checkPattern, classifyLog } from "lib/logs/classify";
import { readRules } from "lib/logs/rules_file";
import { type FailureRule, rulesFor } from "lib/model/failure_rule";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { z } from "zod";

jest.setTimeout(120_000);
const folder = "test/fixtures/log_excerpts";
const Excerpts = z.strictObject({
  excerpt: z.array(
    z.strictObject({
      title: z.string(),
      rule: z.string(),
      /** As rules see it. */
      line: z.string(),
      captures: z.array(z.string()).optional(),
      log: z.string(),
    }),
  ),
});
const excerpts = readdirSync(folder).flatMap(
  (file) => Excerpts.parse(parse(readFileSync(path.join(folder, file), "utf8"))).excerpt,
);

let warehouse: TestWarehouse;
let rules: FailureRule[];
beforeAll(async () => {
  warehouse = await startWarehouse();
  rules = rulesFor(await readRules(), "octo/app");
});
afterAll(() => warehouse.stop());

test("there are many of them, all of different things", () => {
  expect(excerpts.length).toBeGreaterThanOrEqual(60);
  expect(new Set(excerpts.map(({ title }) => title)).size).toBe(excerpts.length);
});

test("the engine takes every rule by itself, and there are enough of them", async () => {
  expect(rules.length).toBeGreaterThanOrEqual(100);
  for (const { pattern } of rules) await checkPattern(warehouse.client, pattern);
});

test.each(excerpts.map((excerpt, index) => [excerpt.title, index, excerpt] as const))(
  "%s",
  async (_title, index, { rule, line, captures, log }) => {
    const bytes = (async function* () {
      yield await Promise.resolve(Buffer.from(log.trimStart()));
    })();
    const subject = { repo: "octo/app", job_id: index + 1, run_id: 1 };
    const found = await classifyLog(warehouse.client, subject, bytes, rules);
    expect({ rule: found.rule, line: found.line }).toEqual({ rule, line });
    if (captures) expect(found.captures).toEqual(captures);
  },
);

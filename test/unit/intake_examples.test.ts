/** Every example of GitHub's deliveries, of github.com and of every Enterprise version: translated, or left alone. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { recordsFromGithub, repositoryOf } from "lib/intake/github/index";
import { itemBytes } from "lib/model/item_size";
import { z } from "zod";

const folder = path.join(process.cwd(), "node_modules/@octokit/webhooks-examples");
const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.looseObject({})) }));

const recorded = new Set([
  "workflow_job",
  "workflow_run",
  "push",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "issues",
  "issue_comment",
  "check_run",
  "status",
]);

const hosts = readdirSync(folder).filter((name) => name === "api.github.com" || name.startsWith("ghes-"));
const examples = hosts.flatMap((host) =>
  Examples.parse(JSON.parse(readFileSync(path.join(folder, host, "index.json"), "utf8"))).flatMap(
    ({ name, examples }) =>
      examples.map((payload, index) => ({ label: `${host} ${name} ${index + 1}`, event: name, payload })),
  ),
);

test("there are examples of every recorded event", () => {
  expect(hosts.length).toBeGreaterThanOrEqual(6);
  for (const event of recorded) expect(examples.filter((one) => one.event === event).length).toBeGreaterThan(0);
});

test.each(examples.filter(({ event }) => recorded.has(event)))("$label is recorded", ({ event, payload }) => {
  const repo = repositoryOf(payload);
  const records = recordsFromGithub(event, payload);
  const of_actions = event === "check_run" && JSON.stringify(payload).includes('"slug":"github-actions"');
  if (!of_actions) expect(records.length).toBeGreaterThan(0);
  for (const { kind, record } of records) {
    expect(kind.schema.parse(record)).toEqual(record);
    expect(record.repo).toBe(repo);
    expect(record.dynamoKey.startsWith(`${String(repo)}/`)).toBe(true);
    expect(kind.merge(record, record)).toEqual(record);
    expect(itemBytes(record)).toBeLessThan(400 * 1024);
    for (const { table, row } of kind.rows(record, 1)) {
      expect(table).toMatch(/^[a-z_]+$/);
      expect(row.repo).toBe(repo);
    }
    // Ours are text, numbers, booleans, null and lists: nothing that a store would change or refuse.
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  }
});

test.each(examples.filter(({ event }) => !recorded.has(event)))("$label records nothing", ({ event, payload }) => {
  expect(recordsFromGithub(event, payload)).toEqual([]);
});

test("an event that GitHub may yet invent records nothing, whatever it carries", () => {
  for (const event of ["", "ping", "toString", "__proto__", "constructor", "workflow_job ", "WORKFLOW_JOB"]) {
    expect(recordsFromGithub(event, { anything: [null] })).toEqual([]);
  }
});

/** Which inputs a repository was heard through, on the real DynamoDB engine. */
import pino from "pino";
import { createTables } from "lib/store/tables";
import { markInput, organisationKey, readInputs } from "lib/store/repository_inputs";
import { HeardInputs } from "lib/server/heard_inputs";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { until } from "test/kit/hud_client";

const prefix = "inputs-";
const [early, late] = ["2026-03-01T10:00:00.000Z", "2026-03-01T11:00:00.000Z"];
let engine: TestDynamodb;

beforeAll(async () => {
  engine = await startDynamodb();
  await createTables(engine.client, prefix);
}, 60_000);
afterAll(() => engine.stop());

const read = (key: string) => readInputs(engine.client, prefix, key);
const hook = (events: string[]) => ({
  hook_id: 5,
  hook: { type: "Repository", events, config: { content_type: "json" } },
});

test("a mark only ever moves forward", async () => {
  expect(await read("acme/none")).toEqual({ heard: new Map(), hook: null });
  for (const at of [early, late, early]) await markInput(engine.client, prefix, { key: "acme/a", input: "push", at });
  await markInput(engine.client, prefix, { key: "acme/a", input: "status", at: early });
  expect((await read("acme/a")).heard).toEqual(
    new Map([
      ["push", late],
      ["status", early],
    ]),
  );
});

test("deliveries are noted at once, pings with what they promise, and what is not recorded not at all", async () => {
  const inputs = new HeardInputs(engine.client, prefix, pino({ level: "silent" }));
  inputs.noteGithub("push", {}, { repo: "acme/b", at: early });
  inputs.noteGithub("star", {}, { repo: "acme/b", at: early });
  inputs.noteGithub("push", {}, { repo: null, at: early });
  inputs.noteGithub("ping", { ...hook(["*"]), repository: { full_name: "acme/b" } }, { repo: "acme/b", at: late });
  inputs.noteGithub("ping", { ...hook(["push"]), organization: { login: "acme" } }, { repo: null, at: late });
  inputs.noteGithub("ping", "nonsense", { repo: "acme/b", at: late });
  inputs.note("acme/b", "circleci", late);
  await until("all of it is kept", async () => {
    const { heard, hook: kept } = await read("acme/b");
    return heard.size === 2 && kept !== null && (await read(organisationKey("acme"))).hook !== null;
  });
  const { heard, hook: kept } = await read("acme/b");
  expect([...heard]).toEqual([
    ["push", early],
    ["circleci", late],
  ]);
  expect(kept).toEqual({ scope: "repository", hook_id: 5, heard_at: late, events: ["*"], content_type: "json" });
  expect((await read(organisationKey("acme"))).hook).toMatchObject({ scope: "organization", events: ["push"] });

  // Within the minute nothing is written again.
  inputs.note("acme/b", "push", late);
  await markInput(engine.client, prefix, { key: "acme/b", input: "oot", at: late });
  expect((await read("acme/b")).heard.get("push")).toBe(early);
});

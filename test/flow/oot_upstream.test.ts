/** An upstream of which nothing but out-of-tree results is heard: it is known, its pages are there, its backends are no repositories. */
import { ootWorkflowJob } from "lib/model/records/oot_workflow_job";
import type { RecordKind } from "lib/model/records/kind";
import { pageStatus } from "lib/server/page";
import { createTables } from "lib/store/tables";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { getServerSideProps as commitProps } from "pages/[owner]/[repo]/commit/[sha]";
import { getServerSideProps as pullProps } from "pages/[owner]/[repo]/pull/[number]";
import registered from "pages/api/oot/registered";
import results from "pages/api/oot/results";
import repos from "pages/api/repos";
import { type ServedRoutes, serveRoutes } from "test/kit/api_routes";
import * as make from "test/kit/deliveries";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { until } from "test/kit/hud_client";
import { callback, sha } from "test/kit/oot";
import { servicesWith } from "test/kit/services";
import { storedRecords } from "test/kit/stored_records";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { Replicator } from "workers/replicator";

const upstream = "quiet/up";
const backend = "vendor/backend";
const kind = ootWorkflowJob as unknown as RecordKind;
let warehouse: TestWarehouse;
let dynamodb: TestDynamodb;
let services: ReturnType<typeof servicesWith>;
let served: ServedRoutes;
let folder: string;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID ??= "test";
  process.env.AWS_SECRET_ACCESS_KEY ??= "test";
  [warehouse, dynamodb] = await Promise.all([startWarehouse(), startDynamodb()]);
  folder = await mkdtemp(path.join(tmpdir(), "hud-oot-upstream-"));
  const allowlist = path.join(folder, "allowlist.yaml");
  await writeFile(allowlist, `L3: { npu: { ${backend}: [kim] } }`);
  services = servicesWith(warehouse, {
    ...{ HUD_ARCHIVE: `file:${folder}`, HUD_DATA_DIR: folder, DYNAMODB_ENDPOINT: dynamodb.url },
    ...{ HUD_OOT_ALLOWLIST: allowlist, GITHUB_API_URL: "https://ghe.example.org/api/v3" },
  });
  await createTables(dynamodb.client, services.config.dynamodb.table_prefix);
  served = await serveRoutes(services, {
    ...{ "/api/oot/registered": registered, "/api/oot/results": results, "/api/repos": repos },
  });

  const pull = { backend, upstream, pr: 7, head: "head", level: null };
  await tell(callback({ ...pull, status: "in_progress" }));
  await tell(callback(pull));
  await tell(callback({ backend, upstream, event: "push", delivery: "p", head: "pushed" }));
  await tell(callback({ backend, upstream: null, delivery: "n" }));
  await replicate();
}, 60_000);

afterAll(async () => {
  await served.stop();
  await services.close();
  await Promise.all([warehouse.stop(), dynamodb.stop()]);
  await rm(folder, { recursive: true, force: true });
});

async function tell(body: unknown): Promise<void> {
  const answer = await fetch(`${served.url}/api/oot/results`, {
    method: "POST",
    headers: { "X-OOT-Relay-Token": services.config.secrets.oot_relay ?? "" },
    body: JSON.stringify(body),
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"ok":true')]);
}

/** As the workers do, and with their marks of how far each repository has come. */
async function replicate(): Promise<void> {
  const { table_prefix } = services.config.dynamodb;
  const replicator = new Replicator({
    ...{ client: dynamodb.client, warehouse: warehouse.client, table_prefix, log: services.log },
  });
  const stored = await storedRecords(dynamodb.client, table_prefix);
  const changes = Object.values(stored[kind.name] ?? {}).map((record) => ({
    ...{ kind, dynamoKey: record.dynamoKey, event: "INSERT" as const, image: { ...record, revision: 1 } },
    created_at: new Date().toISOString(),
  }));
  const { fates } = await replicator.replicate(changes);
  expect([...fates.values()]).toEqual(changes.map(() => "replicated"));
  await replicator.flush();
}

const get = async (address: string): Promise<unknown> => (await fetch(`${served.url}${address}`)).json();

test("the upstream is a repository that this HUD knows; its backends are none", async () => {
  const known = await until("the upstream", async () => {
    const found = (await get("/api/repos")) as { repo: string; last_event: string | null }[];
    return found.some(({ last_event }) => last_event !== null) && found;
  });
  expect(known).toEqual([{ repo: upstream, branches: [], last_event: expect.any(String) }]);
});

test("what backends alone have told of has a page, and says where the rest of it is", async () => {
  const at = "https://ghe.example.org/quiet/up";
  expect(await pageStatus({ repo: upstream, pull: 7 })).toMatchObject({
    ...{ found: true, title: null, only_oot: { github_url: `${at}/pull/7` } },
  });
  for (const word of ["head", "pushed"]) {
    expect(await pageStatus({ repo: upstream, sha: sha(word) })).toMatchObject({
      ...{ found: true, only_oot: { github_url: `${at}/commit/${sha(word)}` } },
    });
  }
});

test("the pull request's and the commit's page are sent with 200; without results with 404", async () => {
  const send = async (page: typeof pullProps | typeof commitProps, query: Record<string, string>) => {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const [owner = "", repo = ""] = upstream.split("/");
    const context = { query: { owner, repo, ...query }, req: response.req, res: response, resolvedUrl: "/" };
    const sent = await page(Object.assign(context, { req: Object.assign(response.req, { cookies: {} }) }));
    return [response.statusCode, "props" in sent && (await sent.props).only_oot !== null];
  };
  expect(await send(pullProps, { number: "7" })).toEqual([200, true]);
  expect(await send(pullProps, { number: "8" })).toEqual([404, false]);
  expect(await send(commitProps, { sha: sha("pushed") })).toEqual([200, true]);
  expect(await send(commitProps, { sha: sha("unheard") })).toEqual([404, false]);
});

test.each([
  ["another pull request", { repo: upstream, pull: 8 }],
  ["the same number elsewhere", { repo: "loud/up", pull: 7 }],
  ["another commit", { repo: upstream, sha: sha("unheard") }],
  ["the same commit elsewhere", { repo: "loud/up", sha: sha("head") }],
  ["a commit's first digits", { repo: upstream, sha: sha("head").slice(0, 8) }],
  ["the backend's own", { repo: backend, pull: 7 }],
  ["a branch", { repo: upstream, branch: "main" }],
])("%s has none", async (_what, check) => {
  expect(await pageStatus(check)).toMatchObject({ found: false, only_oot: null });
});

test("once the pull request itself is heard of, that is what its page is about", async () => {
  await warehouse.replicate(upstream, [make.pull({ number: 7, title: "Make it faster" })]);
  expect(await pageStatus({ repo: upstream, pull: 7 })).toMatchObject({
    ...{ found: true, title: "Make it faster", only_oot: null },
  });
});

test("levels that no callback tells can be asked for", async () => {
  expect(await get("/api/oot/registered")).toEqual([{ repo: backend, level: "L3", device: "npu", oncalls: ["kim"] }]);
});

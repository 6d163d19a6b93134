/** What the API answers is what /api/openapi.json promises: every path, method, status, content type and field. */
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { readdirSync } from "node:fs";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { request as open, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { types } from "node:util";
import { saved_queries } from "clickhouse_queries/index";
import { artifactKey } from "lib/archive/artifacts";
import { claimGithubApp } from "lib/github_app_file";
import { liveEvents } from "lib/model/live_event";
import { record_kinds } from "lib/model/records/index";
import { useServices } from "lib/server/services";
import { Checkpoints } from "lib/store/checkpoints";
import { markReplicated } from "lib/store/repositories";
import { saved_rules_max } from "lib/store/saved_rules";
import { createTables, internalTable } from "lib/store/tables";
import type { NextApiHandler } from "next";
import { type Credentials, signature, toRequest } from "scripts/demo/sign";
import type { Delivery } from "scripts/demo/timeline";
import {
  annotation,
  apiExamples,
  artifact,
  type Ask,
  bearer,
  first_message,
  place,
  queryPath,
} from "test/kit/api_examples";
import { ApiPromises, type Told } from "test/kit/api_promises";
import { type Routes, type ServedRoutes, serveRoutes } from "test/kit/api_routes";
import { story, storyDeliveries } from "test/kit/ci_story";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { startS3 } from "test/kit/fake_s3";
import { inParallel } from "test/kit/hud_client";
import { servicesWith } from "test/kit/services";
import { storedRecords } from "test/kit/stored_records";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { z } from "zod";

const { repo, tip } = story;
const promises = new ApiPromises();
let warehouse: TestWarehouse;
let dynamodb: TestDynamodb;
let folder: string;
let services: ReturnType<typeof servicesWith>;
let served: ServedRoutes;
let credentials: Credentials;
let examples: ReturnType<typeof apiExamples>;

/** By Next's spelling of their addresses; but for the one that stands for whatever is no endpoint. */
const files = new Map(
  readdirSync("pages/api", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("[[..."))
    .map((file) => [`/api/${file.replace(/(\/index)?\.ts$/, "")}`, `pages/api/${file.replace(/\.ts$/, "")}`]),
);

const RouteModule = z.object({ default: z.custom<NextApiHandler>((value) => typeof value === "function") });

/** All there are; what has no place to fill in comes before what has one there. */
async function allRoutes(): Promise<Routes> {
  const routes: Record<string, NextApiHandler> = {};
  const exact_first = [...files].sort(([a], [b]) => (a.replaceAll("[", "~") < b.replaceAll("[", "~") ? -1 : 1));
  for (const [address, file] of exact_first) {
    const { default: handle } = RouteModule.parse(await import(file));
    // What few routes use of Next's response.
    routes[address] = (request, response) => {
      const send = (body: unknown) => response.end(body);
      const redirect = (status: number, to: string) => response.writeHead(status, { Location: to }).end();
      return handle(request, Object.assign(response, { send, redirect }));
    };
  }
  return routes;
}

// Node's own errors are none of the Error that Jest gives its tests, and the product knows what is away by them.
const ordinary = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, error: unknown) {
    return ordinary.call(this as () => void, error) || (this === Error && types.isNativeError(error));
  },
});

const repo_config = `repos: { ${repo}: { groups: [{ name: Widgets, pattern: new }], unstable: [rate], hidden_by_default: [x] } }`;
const allowlist = `L3: { npu: { ${story.backend}: [maria] } }`;
const away = "http://127.0.0.1:1";

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID ??= "test";
  process.env.AWS_SECRET_ACCESS_KEY ??= "test";
  [warehouse, dynamodb] = await Promise.all([startWarehouse(), startDynamodb()]);
  folder = await mkdtemp(path.join(tmpdir(), "hud-openapi-"));
  const named = { HUD_REPO_CONFIG: path.join(folder, "repos.yaml"), HUD_OOT_ALLOWLIST: path.join(folder, "oot.yaml") };
  await writeFile(named.HUD_REPO_CONFIG, repo_config);
  await writeFile(named.HUD_OOT_ALLOWLIST, allowlist);
  services = servicesWith(warehouse, {
    ...{ HUD_ARCHIVE: `file:${folder}`, HUD_DATA_DIR: folder, DYNAMODB_ENDPOINT: dynamodb.url, ...named },
    HUD_ARTIFACT_DAYS: "30",
  });
  const { github_webhook, oot_relay, circleci_webhook, api_token } = services.config.secrets;
  credentials = {
    ...{ github_secret: github_webhook ?? "", oot_token: oot_relay, circleci_secret: circleci_webhook, api_token },
  };
  examples = apiExamples(credentials);
  await createTables(dynamodb.client, services.config.dynamodb.table_prefix);
  served = await serveRoutes(services, await allRoutes());

  for (const rule of [story.rule, story.infra_rule]) await right("PUT", "/api/rules", sending(rule));
  const { events, uploads } = storyDeliveries();
  await inParallel(events, 8, deliver);
  await replicate(1); // Reports are told apart by what is known of their jobs.
  await inParallel(uploads, 4, deliver);
  await right("POST", `/api/job_annotation/${repo}/${story.fresh}`, sending(annotation));
  await right("POST", `/api/artifacts?${place}&name=a.txt`, { headers: bearer(credentials), body: "0123456789" });
  await replicate(2);
});

afterAll(async () => {
  await served.stop();
  await services.close();
  await Promise.all([warehouse.stop(), dynamodb.stop()]);
  await rm(folder, { recursive: true, force: true });
});

async function deliver(delivery: Delivery): Promise<void> {
  const { method = "POST", path: address, headers, body } = toRequest(delivery, credentials);
  await right(method, address, { headers, body });
}

/** What the workers do: all that the store holds is in ClickHouse, and they say so. */
async function replicate(revision: number): Promise<void> {
  const prefix = services.config.dynamodb.table_prefix;
  const stored = await storedRecords(dynamodb.client, prefix);
  for (const kind of record_kinds) {
    const records = Object.values(stored[kind.name] ?? {}).map((record) => kind.schema.parse(record));
    await insertAll(
      warehouse.client,
      records.flatMap((record) => kind.rows(record, revision)),
    );
  }
  const now = new Date().toISOString();
  await markReplicated(dynamodb.client, prefix, { repo, replicated_at: now, last_replicated_at: now });
  await new Checkpoints(dynamodb.client, prefix, "replicator").beat({
    ...{ consumer: "replicator", started_at: now, updated_at: now, tables: {} },
    ...{ replicated: 1, parked: 0, retries: 0, gaps: 0 },
  });
  await services.pending_logs.saveRefusal(repo, "GitHub refuses");
}

interface Answer extends Told {
  headers: IncomingHttpHeaders;
}

/** An answer that was held to what is promised. */
async function call(method: string, address: string, ask: Ask = {}): Promise<Answer> {
  const answer = await send(method, address, ask);
  const [place = ""] = address.split("?");
  const { status, text } = answer;
  expect({ method, address, status, text: text.slice(0, 500), faults: promises.faults(method, place, answer) }).toEqual(
    expect.objectContaining({ faults: [] }),
  );
  return answer;
}

async function right(method: string, address: string, ask: Ask = {}): Promise<Answer> {
  const answer = await call(method, address, ask);
  expect([method, address, answer.status, answer.text.slice(0, 500)]).toEqual([
    method,
    address,
    200,
    expect.anything(),
  ]);
  return answer;
}

function send(method: string, address: string, { headers = {}, body, enough }: Ask): Promise<Answer> {
  const { hostname, port } = new URL(served.url);
  // Node leaves it out where a body is unusual: a DELETE's would then be taken for the next request.
  const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = open(
      { ...{ hostname, port, path: address, method, agent: false }, headers: { ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        const end = (): void => {
          const text = Buffer.concat(chunks).toString("utf8");
          const { statusCode: status = 0, headers: given } = response;
          resolve({ status, headers: given, type: given["content-type"] ?? "", text });
          sent.destroy(); // Of a body that was announced and never comes.
        };
        response.on("end", end).on("error", reject);
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          if (enough?.test(Buffer.concat(chunks).toString("utf8"))) end();
        });
      },
    );
    sent.on("error", reject);
    if (headers["Content-Length"] === undefined) sent.end(body);
    else sent.flushHeaders();
  });
}

const sending = (body: unknown): Ask => ({ headers: bearer(credentials), body: JSON.stringify(body) });

/** Every operation that may be answered so, each with its example. */
const answering = (status: string) =>
  promises.operations().flatMap(({ method, path: address, named }) => {
    const [example, ask = {}] = examples[`${method} ${address}`] ?? [];
    if (example === undefined) throw new Error(`${method} ${address} has no example`);
    return status === "" || named.includes(status) ? [{ method, address, example, ask }] : [];
  });

describe("the addresses", () => {
  test("are those that there are, with their methods", async () => {
    const described = new Map<string, string[]>();
    const known = new Set([...saved_queries.keys()].map((name) => `/api/clickhouse/${name}`));
    for (const { method, address } of answering("")) {
      const name = known.delete(address) ? "/api/clickhouse/{query}" : address;
      const methods = described.get(name) ?? [];
      if (!methods.includes(method)) described.set(name, [...methods, method].sort());
    }
    const existing = new Map<string, string[]>();
    for (const address of files.keys()) {
      const name = address.replaceAll(/\[(?:\.{3})?(\w+)\]/g, "{$1}");
      const { status, headers } = await send("PATCH", name.replaceAll(/[{}]/g, ""), {});
      expect([address, status]).toEqual([address, 405]);
      const methods = String(headers.allow).split(", ");
      existing.set(name, methods.filter((method) => method !== "HEAD").sort());
    }
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(existing));
  });

  test("name the places in them as their parameters, and no others", () => {
    for (const { method, path: address, operation } of promises.operations()) {
      const places = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      const named = operation.parameters.filter((parameter) => parameter.in === "path");
      expect([method, address, named.map(({ name }) => name).sort()]).toEqual([method, address, places]);
      expect(named.every(({ required }) => required)).toBe(true);
    }
  });
});

describe("answers", () => {
  test("to what is right are all of the promised shape", async () => {
    const rowless: string[] = [];
    await inParallel(
      answering("200").filter(({ method }) => method === "GET"),
      4,
      async ({ method, address, example, ask }) => {
        const { text } = await right(method, example, ask);
        if (/^\[\s*\]\s*$/.test(text)) rowless.push(address.replace("/api/clickhouse/", ""));
      },
    );
    for (const { method, example, ask } of answering("200")) if (method !== "GET") await right(method, example, ask);
    // Without rows there is no shape to look at; those of this one are looked at in test/flow/test_reports.test.ts.
    expect(rowless).toEqual([]);
  });

  test("to what is asked in another way as well", async () => {
    const others = [
      "/api/freshness",
      "/api/setup",
      `/api/hud/${repo}/main/0`,
      `/api/hud/${repo}/nothing/0`,
      `/api/hud/${repo}/main/7`,
      `/api/grid/${repo}/main/0?show=oot&message=Change`,
      `/api/cell/${repo}/${tip}?name=${encodeURIComponent(`${story.backend} / ci / test 0`)}`,
      `/api/cell/${repo}/${tip}?name=${encodeURIComponent("build-and-test / test")}`,
      `/api/${repo}/commit/${"0".repeat(40)}`,
      `/api/oot/${story.backend}?scope=push`,
      `/api/log/${repo}/${story.broken}?lines=1-2`,
      "/api/oot/backends?format=csv",
    ];
    for (const address of others) await call("GET", address);
    const part = { headers: { Range: "bytes=0-2" } };
    for (const address of [`/api/log/${repo}/${story.broken}`, artifact]) {
      const { headers } = await right("GET", address);
      expect((await call("GET", address, part)).status).toBe(206);
      expect((await call("GET", address, { headers: { "If-None-Match": String(headers.etag) } })).status).toBe(304);
    }
    expect((await call("GET", "/api/setup/github-app?code=a&state=b")).status).toBe(303);
  });

  test("of saved queries come as CSV too", async () => {
    for (const name of ["hud_query", "oot_summary", "flaky_tests"]) {
      const { type } = await right("GET", `${queryPath(name)}&format=csv`);
      expect(type).toBe("text/csv; charset=utf-8");
    }
  });

  test("that never end say what is promised, message by message", async () => {
    const { text } = await right("GET", `/api/events?repo=${repo}`, { enough: first_message });
    const hello: unknown = JSON.parse(/data: (.*)\n/.exec(text)?.[1] ?? "");
    const schema = promises.paths["/api/events"]?.get?.responses["200"]?.content["text/event-stream"]?.schema ?? {};
    for (const event of [hello, ...liveEvents("cells", [tip]), ...liveEvents("commits", [tip])]) {
      expect([event, promises.fits(schema, event)]).toEqual([event, true]);
    }
    expect(promises.fits(schema, { kind: "hello" })).toBe(false);
    expect(promises.fits(schema, { kind: "cells", shas: [], more: 1 })).toBe(false);
  });
});

describe("refusals", () => {
  test("of who does not say who they are", async () => {
    for (const { method, example, ask } of answering("401")) {
      expect([example, (await call(method, example, { body: ask.body ?? "" })).status]).toEqual([example, 401]);
    }
  });

  test("of what is too long, before it is there", async () => {
    for (const { method, example, ask } of answering("413")) {
      const headers = { ...ask.headers, "Content-Length": String(2 ** 33) };
      expect([example, (await call(method, example, { headers })).status]).toEqual([example, 413]);
    }
  });

  test("of what is packed in an unknown way", async () => {
    for (const { method, example, ask } of answering("415")) {
      const headers = { ...ask.headers, "Content-Encoding": "br" };
      expect([example, (await call(method, example, { ...ask, headers })).status]).toEqual([example, 415]);
    }
  });

  test("of methods that are none", async () => {
    for (const { example } of answering("")) {
      const { status, text } = await send("PATCH", example, {});
      expect([example, status, JSON.parse(text)]).toEqual([example, 405, { error: expect.any(String) }]);
    }
  });

  const unknown = "0".repeat(40);
  const malformed = [
    ...[`artifacts/${repo}`, `artifacts/${repo}/x`, `artifacts/${repo}/x/1/run/a.txt`, `hud/${repo}/main/x`],
    ...[`grid/${repo}/main/x`, `cell/${repo}/${tip}`, "events", `trunk/${repo}/${"x".repeat(1_001)}`],
    ...[`locate/${repo}/main`, `${repo}/pull/5?sha=`, `${repo}/badge.svg?branch=`, "freshness?repo=x"],
    ...["oot/backends?days=0", `oot/${story.backend}?days=0`, `log/${repo}/1?lines=x`, "setup?repo=x"],
    ...["rules?repo=x", "setup/github-app"],
  ];
  const missing = [
    ...[`artifacts/${repo}?sha=x`, `artifacts/${repo}/9`, `artifacts/${repo}/9/1/run/a.txt`, "hud/no/one/main/0"],
    ...["grid/no/one/main/0", `cell/${repo}/${unknown}?name=x`, "events?repo=no/one", "trunk/no/one/main"],
    ...["repo_config/no/one", `locate/${repo}/main?sha=${unknown}`, `sha/${repo}/0000`, `${repo}/commit/${unknown}`],
    ...[`${repo}/pull/9`, "no/one/badge.svg", "freshness?repo=no/one", "oot/no/one", "oot/no%20/one/badge.svg"],
    ...[`log/${repo}/9`, `last_success/${repo}/9`],
  ];
  test.each([
    ...malformed.map((address) => [400, address] as const),
    ...missing.map((address) => [404, address] as const),
    ...[`locate/${repo}/main?sha=${story.prefix}`, `sha/${repo}/${story.prefix}`].map((one) => [409, one] as const),
  ])("%s: %s", async (status, address) => {
    expect((await call("GET", `/api/${address}`)).status).toBe(status);
  });

  test("of bodies that are none", async () => {
    const body = "{";
    const signed: Record<string, Record<string, string>> = {
      "/api/github/webhooks": {
        ...{ "X-GitHub-Event": "ping", "X-GitHub-Delivery": "1" },
        "X-Hub-Signature-256": signature(credentials.github_secret, Buffer.from(body)),
      },
      "/api/circleci/webhooks": {
        "circleci-signature": signature(credentials.circleci_secret ?? "", Buffer.from(body)).replace("sha256", "v1"),
      },
      "/api/oot/results": { "X-OOT-Relay-Token": credentials.oot_token ?? "" },
    };
    for (const { method, example, address } of answering("400").filter((one) => one.method !== "GET")) {
      // Any text is a log, unless it says that it is packed.
      const headers = {
        ...bearer(credentials),
        ...signed[address],
        ...(method === "PUT" && { "Content-Encoding": "gzip" }),
      };
      const [bare = ""] = example.split("?"); // Of an upload it is what belongs to it that is malformed.
      expect([bare, (await call(method, bare, { headers, body })).status]).toEqual([bare, 400]);
    }
  });

  test("of saved queries with bad parameters", async () => {
    await inParallel([...saved_queries.keys()], 4, async (name) => {
      expect((await call("GET", `/api/clickhouse/${name}?parameters=x`)).status).toBe(400);
    });
  });

  test("of what is not there to be changed", async () => {
    const about = [
      ["PUT", "/api/log/no%20/one/1", { headers: bearer(credentials), body: "x" }],
      ["DELETE", "/api/rules", sending({ name: "no such" })],
      ["POST", `/api/job_annotation/${repo}/9`, sending(annotation)],
    ] as const;
    for (const [method, address, ask] of about) expect((await call(method, address, ask)).status).toBe(404);
  });

  test("of ranges beyond the end, and of what has expired", async () => {
    const beyond = { headers: { Range: "bytes=99999-" } };
    for (const address of [`/api/log/${repo}/${story.broken}`, artifact]) {
      expect((await call("GET", address, beyond)).status).toBe(416);
    }
    const key = artifactKey({ repo, workflow_id: story.run_id, run_attempt: 1, job_id: null, name: "old.txt" });
    await services.archive.put(key, Buffer.from("old"));
    const then = new Date(Date.now() - 31 * 86_400_000);
    await utimes(path.join(folder, key), then, then);
    expect((await call("GET", artifact.replace("a.txt", "old.txt"))).status).toBe(410);
  });

  test("of a second App, and of one rule too many", async () => {
    const app = await claimGithubApp(folder);
    await app.keep({
      ...{ id: 1, slug: "hud", name: "HUD", owner: "octo-org", html_url: "https://github.com/apps/hud" },
      ...{ private_key: "", webhook_secret: null, made_at: new Date().toISOString() },
    });
    expect((await call("POST", "/api/setup/github-app", sending({}))).status).toBe(409);
    await right("GET", "/api/setup");

    const table = internalTable(services.config.dynamodb.table_prefix, "log-rule");
    const rule = { pattern: null, repo: "no/one", priority: null, category: null, saved_at: new Date().toISOString() };
    for (let from = 0; from < saved_rules_max; from += 25) {
      const names = Array.from({ length: 25 }, (_, index) => String(from + index));
      const puts = names.map((name) => ({
        PutRequest: { Item: marshall({ dynamoKey: `no/one:${name}`, name, ...rule }) },
      }));
      await dynamodb.client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
    }
    expect((await call("PUT", "/api/rules", sending({ name: "One more", pattern: "x" }))).status).toBe(409);
  });
});

describe("with other engines", () => {
  test("a bucket has its artifacts fetched there", async () => {
    const s3 = await startS3("hud-ci");
    const with_bucket = servicesWith(warehouse, {
      HUD_ARCHIVE: "s3://hud-ci/hud",
      S3_ENDPOINT: s3.url,
      HUD_ARTIFACT_DAYS: "0",
    });
    useServices(with_bucket);
    await right("POST", `/api/artifacts?${place}&name=a.txt`, { headers: bearer(credentials), body: "0123456789" });
    expect((await call("GET", artifact)).status).toBe(302);
    useServices(services);
    await with_bucket.close();
    await s3.stop();
  });

  test("while they are away it is a 503 that says when to try again", async () => {
    const dead = servicesWith({ url: away }, { HUD_ARCHIVE: "s3://hud-ci/hud", S3_ENDPOINT: away });
    useServices(dead);
    await inParallel(answering("503"), 8, async ({ method, example, ask }) => {
      const { status, headers } = await call(method, example, ask);
      expect([method, example, status, headers["retry-after"]]).toEqual([method, example, 503, expect.anything()]);
    });
    useServices(services);
    await dead.close();
  });
});

test("nothing is described that was not answered above", () => {
  // One route writes the CSV of all saved queries: a few stand for them.
  const others = /^GET \/api\/clickhouse\/\w+ as text\/csv$/;
  expect(promises.unanswered().filter((answer) => !others.test(answer))).toEqual([]);
});

test("no field is described that was not told above", () => {
  expect(promises.unseen().filter((field) => !field.startsWith("GET /api/clickhouse/"))).toEqual([]);
});

test("an answer that is not as described is found out", () => {
  const told = (value: unknown, more: Partial<Told> = {}) => {
    const answer = { status: 200, type: "application/json; charset=utf-8", text: JSON.stringify(value), ...more };
    return promises.faults("GET", `/api/sha/${repo}/abcd`, answer).length;
  };
  expect(told({ sha: tip })).toBe(0);
  for (const value of [{}, { sha: null }, { sha: tip, more: 1 }, [], null])
    expect([value, told(value)]).toEqual([value, 1]);
  expect(told({ sha: tip }, { status: 201 })).toBe(1);
  expect(told({ sha: tip }, { status: 404 })).toBe(1);
  expect(told({ error: "x" }, { status: 404 })).toBe(0);
  expect(told({ sha: tip }, { type: "text/html" })).toBe(1);
  expect(promises.faults("POST", `/api/sha/${repo}/abcd`, { status: 200, type: "", text: "" })).toHaveLength(1);
});

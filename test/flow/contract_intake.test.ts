/** What the ingest endpoints refuse and accept, case by case, seen from outside: CONTRACT's promises on taking data in. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as make from "test/kit/deliveries";
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { type Answer, errorOf, HudClient, type Request, until } from "test/kit/hud_client";
import { createHmac } from "node:crypto";

let hud: TestHud;
let client: HudClient;

beforeAll(async () => {
  hud = await startHud();
  client = new HudClient(hud);
}, start_ms_max);

afterAll(stopHuds, 30_000);

const webhooks = "/api/github/webhooks";
const results = "/api/oot/results";

/** The archive's raw deliveries, by "<event>/<delivery>". */
function archived(): string[] {
  const raw = join(hud.data_dir, "archive", "raw");
  if (!existsSync(raw)) return [];
  return readdirSync(raw, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json.gz"))
    .map((path) => path.replace(/\/\d{4}\/\d{2}\/\d{2}\//, "/").replace(".json.gz", ""));
}

/** What is stored may only be told by what is shown, and that comes a moment later. */
const known = async (): Promise<string[]> =>
  (await client.json<{ repo: string }[]>("/api/repos")).map(({ repo }) => repo).sort();

const text = JSON.stringify(make.job().payload);
const good = (): { headers: Record<string, string>; body: string | Buffer } =>
  client.signed("workflow_job", "intake-1", text);
const hmac = (secret: string, body = text): string => createHmac("sha256", secret).update(body).digest("hex");

describe("a GitHub delivery with wrong credentials is refused, and neither archived nor stored", () => {
  const cases: [string, string | string[] | null][] = [
    ["no signature", null],
    ["an empty one", ""],
    ["another algorithm's", `sha1=${"0".repeat(40)}`],
    ["no algorithm", "0".repeat(64)],
    ["too short", "sha256=00"],
    ["not hexadecimal", `sha256=${"z".repeat(64)}`],
    ["too long", `sha256=${"0".repeat(65)}`],
    ["all zeros", `sha256=${"0".repeat(64)}`],
    ["another secret's", `sha256=${hmac("another secret")}`],
    ["an empty secret's", `sha256=${createHmac("sha256", "").update(text).digest("hex")}`],
    ["given twice", [`sha256=${"0".repeat(64)}`, `sha256=${"1".repeat(64)}`]],
  ];
  test.each(cases)("%s", async (_name, signature) => {
    const { headers, body } = good();
    const { "X-GitHub-Event": event = "", "X-GitHub-Delivery": delivery = "" } = headers;
    const others = { "X-GitHub-Event": event, "X-GitHub-Delivery": delivery };
    const answer = await client.send(webhooks, {
      method: "POST",
      headers: signature === null ? others : { ...others, "X-Hub-Signature-256": signature },
      body,
    });
    expect(answer).toMatchObject({ status: 401 });
    expect(archived()).toEqual([]);
  });

  test("another body's", async () => {
    const { headers } = good();
    expect(await client.send(webhooks, { method: "POST", headers, body: `${text} ` })).toMatchObject({ status: 401 });
    expect(archived()).toEqual([]);
    expect(await known()).toEqual([]);
  });

  test("an answer comes to a body that never ends, before it is read", async () => {
    const headers = { "Content-Type": "application/json", "X-GitHub-Event": "push", "X-GitHub-Delivery": "d" };
    const answer = await client.send(webhooks, { method: "POST", headers, endless: Buffer.alloc(65_536, 0x20) });
    expect(answer.status).toBe(401);
    expect(answer.seconds).toBeLessThan(5);
  });
});

describe("a relay's callback with wrong credentials is refused, and neither archived nor stored", () => {
  const cases: [string, (token: string) => Record<string, string | string[]>][] = [
    ["no token", () => ({})],
    ["an empty one", () => ({ "X-OOT-Relay-Token": "" })],
    ["half of it", (token) => ({ "X-OOT-Relay-Token": token.slice(0, 32) })],
    ["more than it", (token) => ({ "X-OOT-Relay-Token": `${token}0` })],
    ["in capitals", (token) => ({ "X-OOT-Relay-Token": token.toUpperCase() })],
    ["as a bearer", (token) => ({ Authorization: `Bearer ${token}` })],
    ["the alias with a wrong one", () => ({ "X-HUD-Internal-Bot": "guess" })],
    ["given twice", (token) => ({ "X-OOT-Relay-Token": [token, token] })],
    ["as a cookie", (token) => ({ Cookie: `X-OOT-Relay-Token=${token}` })],
  ];
  test.each(cases)("%s", async (_name, headers) => {
    const answer = await client.callback(callback(), { headers: headers(hud.secrets.oot_relay) });
    expect(answer).toMatchObject({ status: 401 });
    expect(archived()).toEqual([]);
  });

  test("in the address", async () => {
    const path = `${results}?X-OOT-Relay-Token=${hud.secrets.oot_relay}`;
    expect(await client.send(path, { method: "POST", body: "{}" })).toMatchObject({ status: 401 });
    expect(await known()).toEqual([]);
  });

  test("an answer comes to a body that never ends, before it is read", async () => {
    const answer = await client.send(results, { method: "POST", endless: Buffer.alloc(65_536, 0x20) });
    expect(answer.status).toBe(401);
    expect(answer.seconds).toBeLessThan(5);
  });
});

describe("wrong methods", () => {
  const methods = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"];
  test.each([webhooks, results].flatMap((path) => methods.map((method) => [method, path])))(
    "%s %s",
    async (method = "", path = "") => {
      expect(await client.send(path, { method })).toMatchObject({ status: 405, headers: { allow: "POST" } });
    },
  );

  test("with a body that never ends", async () => {
    const answer = await client.send(webhooks, { method: "PUT", endless: Buffer.alloc(65_536, 0x20) });
    expect(answer.status).toBe(405);
    expect(answer.seconds).toBeLessThan(5);
  });
});

describe("a signed delivery of the wrong shape", () => {
  const job = (fields: Record<string, unknown>): string => JSON.stringify(make.job(fields).payload);
  const of = (payload: Record<string, unknown>): string => JSON.stringify(payload);
  const repository = { full_name: "octo-org/widgets" };
  const cases: [name: string, event: string, body: string | Buffer, says: RegExp][] = [
    ["nothing", "workflow_job", "", /JSON/],
    ["not JSON", "workflow_job", "{'a': 1}", /JSON/],
    ["cut off", "workflow_job", text.slice(0, -1), /JSON/],
    ["a list", "workflow_job", "[]", /object/],
    ["null", "workflow_job", "null", /object/],
    ["a number", "ping", "7", /object/],
    ["not UTF-8", "ping", Buffer.from('{"zen":"\xe9"}', "latin1"), /UTF-8/],
    ["text", "ping", '"zen"', /object/],
    ["no job", "workflow_job", of({ repository }), /workflow_job/],
    ["no repository", "workflow_job", of({ workflow_job: {} }), /repository/],
    ["a repository that leaves", "push", of({ repository: { full_name: "../../etc" } }), /repository\.full_name/],
    ["a repository with a third part", "push", of({ repository: { full_name: "a/b/c" } }), /repository\.full_name/],
    ["a job without id", "workflow_job", job({ id: undefined }), /workflow_job\.id/],
    ["an id as text", "workflow_job", job({ id: "7" }), /workflow_job\.id/],
    ["a negative id", "workflow_job", job({ id: -7 }), /workflow_job\.id/],
    ["half an id", "workflow_job", job({ id: 7.5 }), /workflow_job\.id/],
    ["an id beyond all numbers", "workflow_job", job({}).replace('"id":1,', '"id":1e400,'), /workflow_job\.id/],
    ["an unknown status", "workflow_job", job({ status: "done" }), /workflow_job\.status/],
    ["an unknown conclusion", "workflow_job", job({ conclusion: "fine" }), /workflow_job\.conclusion/],
    ["half a sha", "workflow_job", job({ head_sha: "abc" }), /workflow_job\.head_sha/],
    ["steps that are none", "workflow_job", job({ steps: "none" }), /workflow_job\.steps/],
    ["a ref that is a list", "push", of({ ...make.push(0).payload, ref: ["main"] }), /ref/],
    ["commits that are none", "push", of({ ...make.push(0).payload, commits: {} }), /commits/],
    [
      "a run without sha",
      "workflow_run",
      JSON.stringify(make.run({ head_sha: null }).payload),
      /workflow_run\.head_sha/,
    ],
    ["a pull request without head", "pull_request", of(make.pull({ head: null }).payload), /pull_request\.head/],
  ];
  test.each(cases)("%s (%s) is a 400 that says what is wrong", async (name, event, body, says) => {
    const answer = await client.send(webhooks, {
      method: "POST",
      ...client.signed(event, `shape-${name.replace(/\W/g, "-")}`, body),
    });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatch(says);
  });

  const headers: [string, Record<string, string>, RegExp][] = [
    ["no event", { "X-GitHub-Event": "" }, /X-GitHub-Event/],
    ["an event that is a path", { "X-GitHub-Event": "../../x" }, /X-GitHub-Event/],
    ["an event too long", { "X-GitHub-Event": "a".repeat(500) }, /X-GitHub-Event/],
    ["no delivery", { "X-GitHub-Delivery": "" }, /X-GitHub-Delivery/],
    ["a delivery that is a path", { "X-GitHub-Delivery": "../../../../tmp/x" }, /X-GitHub-Delivery/],
    ["a delivery too long", { "X-GitHub-Delivery": "a".repeat(500) }, /X-GitHub-Delivery/],
  ];
  test.each(headers)("%s", async (_name, wrong, says) => {
    const { headers: right, body } = good();
    const answer = await client.send(webhooks, { method: "POST", headers: { ...right, ...wrong }, body });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatch(says);
    expect(archived().join()).not.toMatch(/intake-1|tmp/);
  });
});

describe("what GitHub may send is taken", () => {
  const accepted = (event: string, delivery: string, records: number) => ({ ok: true, event, delivery, records });

  test("JSON, and the same as a form", async () => {
    const answer = await client.send(webhooks, { method: "POST", ...good() });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, accepted("workflow_job", "intake-1", 1)]);
    const form = new URLSearchParams({
      payload: JSON.stringify(make.job({ id: 2, name: "büild & test + 1%" }).payload),
    });
    const { headers, body } = client.signed("workflow_job", "intake-form", form.toString());
    const sent: Request = {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
      body,
    };
    const other = await client.send(webhooks, sent);
    expect([other.status, JSON.parse(other.text)]).toEqual([200, accepted("workflow_job", "intake-form", 1)]);
    await client.deliver(make.push(0));
    const grid = await until("both jobs", async () => {
      const { status, text: read } = await client.send("/api/hud/octo-org/widgets/main/0");
      return status === 200 && read.includes("büild & test + 1%") && (JSON.parse(read) as { jobNames: string[] });
    });
    expect(grid.jobNames).toEqual(["CI / build", "CI / büild & test + 1%"]);
  });

  test("a form without a payload, or with one that is no JSON, is a 400", async () => {
    for (const [form, says] of [
      ["other=1", /payload/],
      ["payload=%7B", /JSON/],
    ] as const) {
      const { headers, body } = client.signed("ping", "form-2", form);
      const sent: Request = {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
        body,
      };
      const answer = await client.send(webhooks, sent);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatch(says);
    }
  });

  test.each(["ping", "star", "check_suite", "a_new_event"])(
    "%s is acknowledged, archived, and records nothing",
    async (event) => {
      const answer = await client.deliver({ event, payload: { zen: "Design for failure." } }, `unknown-${event}`);
      expect([answer.status, JSON.parse(answer.text)]).toEqual([200, accepted(event, `unknown-${event}`, 0)]);
      expect(archived()).toContain(`${event}/unknown-${event}`);
    },
  );

  test("a null byte, a lone surrogate, an emoji, a title of a megabyte", async () => {
    const title = `nul \u0000 lone \ud800 rocket 🚀 ${"x".repeat(1_000_000)}`;
    const answer = await client.deliver(make.pull({ number: 77, title, body: title }), "odd-text");
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, accepted("pull_request", "odd-text", 1)]);
    await client.deliver(make.job({ id: 3, name: "nul \u0000 \ud800 🚀 <script>alert(1)</script>" }));
    await until("the pull request", async () => (await client.send("/api/octo-org/widgets/pull/77")).status === 200);
    await until("the job", async () =>
      (await client.grid("octo-org/widgets", "main")).jobNames.some((name) => name.includes("🚀")),
    );
  });

  test("links that are not http(s) never come back", async () => {
    const html_url = "javascript:alert(document.domain)";
    await client.deliver(make.job({ id: 4, name: "link", html_url }));
    await client.deliver(make.status({ target_url: "data:text/html,x" }));
    await client.deliver(make.pull({ number: 78, html_url }));
    const commit = await until("the job", async () => {
      const { text: read } = await client.send(`/api/octo-org/widgets/commit/${make.sha("a")}`);
      return read.includes('"CI / link"') && read;
    });
    const pull = await until("the pull request", async () => {
      const { status, text: read } = await client.send("/api/octo-org/widgets/pull/78");
      return status === 200 && read;
    });
    expect(commit + pull).not.toMatch(/javascript:|data:text/);
  });
});

describe("sizes", () => {
  const github_max = 25 * 1024 * 1024;
  const relay_max = 2_097_152;

  /** JSON of exactly `bytes` bytes. */
  const padded = (payload: object, bytes: number): string => {
    const bare = JSON.stringify({ ...payload, padding: "" });
    return JSON.stringify({ ...payload, padding: "x".repeat(bytes - bare.length) });
  };

  test("a GitHub delivery of exactly 25 MB is taken, one byte more is not", async () => {
    const { payload } = make.job({ id: 5 });
    const whole = await client.send(webhooks, {
      method: "POST",
      ...client.signed("workflow_job", "full", padded(payload, github_max)),
    });
    expect(whole).toMatchObject({ status: 200 });
    const over = await client.send(webhooks, {
      method: "POST",
      ...client.signed("workflow_job", "over", padded(payload, github_max + 1)),
    });
    expect(over).toMatchObject({ status: 413 });
    expect(archived()).toContain("workflow_job/full");
    expect(archived()).not.toContain("workflow_job/over");
  });

  test("a relay's callback of exactly 2,097,152 bytes is taken, one byte more is not", async () => {
    const taken = await client.callback(null, { body: padded(callback("acme/full"), relay_max) });
    expect(taken).toMatchObject({ status: 200 });
    const { length } = archived();
    for (const headers of [{}, { "Transfer-Encoding": "chunked" }] as Record<string, string>[]) {
      const over = await client.callback(null, {
        headers: { "X-OOT-Relay-Token": hud.secrets.oot_relay, ...headers },
        body: padded(callback("acme/over"), relay_max + 1),
      });
      expect(over).toMatchObject({ status: 413 });
    }
    expect(archived()).toHaveLength(length);
  });

  test("bytes count, not characters", async () => {
    const body = padded({ ...callback("acme/bytes"), wide: "é" }, relay_max);
    expect(Buffer.byteLength(body)).toBe(relay_max + 1);
    expect(await client.callback(null, { body })).toMatchObject({ status: 413 });
  });

  test.each([
    [results, () => ({ "X-OOT-Relay-Token": hud.secrets.oot_relay })],
    [webhooks, () => good().headers],
  ])("%s answers a body that never ends as soon as it is too long", async (path, headers) => {
    const answer = await client.send(path, { method: "POST", headers: headers(), endless: Buffer.alloc(65_536, 0x20) });
    expect(answer.status).toBe(413);
    expect(answer.seconds).toBeLessThan(10);
  });

  test("an announced length that is too long is refused before a byte of it is sent", async () => {
    const headers = { "X-OOT-Relay-Token": hud.secrets.oot_relay, "Content-Length": String(10 ** 12) };
    const answer = await announce(results, headers);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("afterwards it is as well as before", async () => {
    expect(await client.send("/api/readyz")).toMatchObject({ status: 200 });
    expect(await client.deliver(make.job({ id: 6 }))).toMatchObject({ status: 200 });
  });
});

/** Sends a request's head and no body, and gives what comes back within five seconds. */
async function announce(path: string, headers: Record<string, string>): Promise<string> {
  const { connect } = await import("node:net");
  const { hostname, port } = new URL(hud.url);
  const lines = Object.entries({ Host: "hud", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n`),
    );
    socket.setTimeout(5_000, () => socket.destroy(new Error("No answer")));
    socket.once("error", reject);
    socket.once("data", (bytes) => {
      resolve(bytes.toString("latin1"));
      socket.destroy();
    });
  });
}

interface CallbackChanges {
  trusted?: Record<string, unknown>;
  callback?: Record<string, unknown>;
  workflow?: Record<string, unknown>;
}

function callback(repo = "acme/npu", { trusted = {}, callback: changes = {}, workflow = {} }: CallbackChanges = {}) {
  return {
    trusted: { verified_repo: repo, ...trusted },
    untrusted: {
      callback_payload: {
        event_type: "pull_request",
        delivery_id: "d-1",
        payload: { repository: { full_name: "up/stream" }, pull_request: { number: 5, head: { sha: make.sha("p") } } },
        workflow: {
          status: "in_progress",
          name: "CI",
          job_name: "test",
          check_run_id: 7,
          url: "https://ci.example/1",
          ...workflow,
        },
        ...changes,
      },
    },
  };
}

describe("a callback of the wrong shape is a 400 that names the field, and is not kept", () => {
  const without = (field: string): object => callback("acme/npu", { workflow: { [field]: undefined } });
  const cases: [string, unknown, RegExp][] = [
    ["null", null, /object/],
    ["a list", [], /object/],
    ["text", "completed", /object/],
    ["nothing in it", {}, /trusted/],
    ["no repo", callback("acme/npu", { trusted: { verified_repo: undefined } }), /trusted\.verified_repo/],
    ["a repo that is no text", callback("acme/npu", { trusted: { verified_repo: 7 } }), /trusted\.verified_repo/],
    ["a repo without owner", callback("npu"), /trusted\.verified_repo/],
    ["a repo that leaves", callback("../npu"), /trusted\.verified_repo/],
    ["a repo that is an address", callback("https://acme/npu"), /trusted\.verified_repo/],
    ["a repo with a line break", callback("acme/npu\n"), /trusted\.verified_repo/],
    ["no untrusted part", { trusted: { verified_repo: "acme/npu" } }, /untrusted/],
    ["no delivery", callback("acme/npu", { callback: { delivery_id: null } }), /delivery_id/],
    ["no workflow", callback("acme/npu", { callback: { workflow: null } }), /workflow/],
    ["no status", without("status"), /workflow\.status/],
    ["a status of its own", callback("acme/npu", { workflow: { status: "finished" } }), /workflow\.status/],
    ["no name", without("name"), /workflow\.name/],
    ["an empty name", callback("acme/npu", { workflow: { name: "" } }), /workflow\.name/],
    ["no job", without("job_name"), /workflow\.job_name/],
    ["no check run", without("check_run_id"), /workflow\.check_run_id/],
    ["a check run that is a list", callback("acme/npu", { workflow: { check_run_id: [7] } }), /workflow\.check_run_id/],
    [
      "completed without conclusion",
      callback("acme/npu", { workflow: { status: "completed" } }),
      /workflow\.conclusion/,
    ],
    ["completed and null", callback("acme/npu", { workflow: { status: "completed", conclusion: null } }), /conclusion/],
    [
      "completed as only it says",
      callback("acme/npu", { workflow: { status: "completed", conclusion: "passed" } }),
      /conclusion/,
    ],
    ["a wait that is text", callback("acme/npu", { trusted: { ci_metrics: { queue_time: "long" } } }), /queue_time/],
    [
      "tests that are no number",
      callback("acme/npu", { workflow: { test_results: { passed: "all" } } }),
      /test_results\.passed/,
    ],
    ["a negative count", callback("acme/npu", { workflow: { test_results: { failed: -1 } } }), /test_results\.failed/],
    ["an attempt that is none", callback("acme/npu", { workflow: { run_attempt: 0 } }), /run_attempt/],
  ];
  test.each(cases)("%s", async (_name, body, says) => {
    const { length } = archived();
    const answer = await client.callback(body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatch(says);
    expect(archived()).toHaveLength(length);
  });

  test("not UTF-8", async () => {
    const answer = await client.callback(null, { body: Buffer.from('{"trusted":"\xe9"}', "latin1") });
    expect([answer.status, errorOf(answer)]).toEqual([400, expect.stringContaining("UTF-8")]);
  });

  test.each(["", "{", "{'trusted': 1}", "\u0000"])("not JSON: %j", async (body) => {
    const answer = await client.callback(null, { body });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatch(/JSON/);
  });

  test("no backend is known from any of these", async () => {
    expect(await known()).not.toContain("acme/npu");
  });
});

test("however a wait is put, no answer is a 5xx", async () => {
  const answers: Answer[] = [];
  for (const queue_time of [0, 1e300, 1e-300, 5e-324, 1.7976931348623157e308, Number.MAX_SAFE_INTEGER, -1, "12.5"]) {
    answers.push(await client.callback(callback("acme/wait", { trusted: { ci_metrics: { queue_time } } })));
  }
  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 400)).toEqual([]);
});

test("a request's id is kept when it is one, and given anew when it is not", async () => {
  const kept = await client.send(webhooks, { headers: { "X-Request-Id": "my-id_1" } });
  expect(kept.headers["x-request-id"]).toBe("my-id_1");
  const anew = await client.send(webhooks, { headers: { "X-Request-Id": "<script>" } });
  expect(anew.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

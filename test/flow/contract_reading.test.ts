/** What the reading endpoints answer to the right, the wrong and the hostile, seen from outside. */
import { saved_queries } from "clickhouse_queries/index";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import * as make from "test/kit/deliveries";
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { errorOf, HudClient, inParallel, until } from "test/kit/hud_client";
import { parameterValues } from "test/kit/query_parameters";

let hud: TestHud;
let client: HudClient;
const repo = make.repo;
const sha = make.sha("a");

beforeAll(async () => {
  hud = await startHud();
  client = new HudClient(hud);
  await Promise.all([
    client.deliver(make.push(0)),
    client.deliver(make.run({ status: "completed", conclusion: "failure" })),
    client.deliver(make.job({ status: "completed", conclusion: "failure", completed_at: make.at(60) })),
    client.deliver(make.job({ id: 2, name: '=1+1, "two"\nlines', status: "completed", conclusion: "success" })),
    client.deliver(make.pull()),
  ]);
  await until("all of it is shown", async () => {
    const [grid, pull] = await Promise.all([
      client.send(`/api/hud/${repo}/main/0`),
      client.send(`/api/${repo}/pull/5`),
    ]);
    return grid.text.includes("two") && grid.text.includes("CI / build") && pull.status === 200;
  });
}, start_ms_max);

afterAll(stopHuds, 30_000);

const readable = [
  "/api/clickhouse/hud_commits",
  `/api/hud/${repo}/main/0`,
  `/api/grid/${repo}/main/0`,
  `/api/trunk/${repo}/main`,
  `/api/repo_config/${repo}`,
  `/api/locate/${repo}/main?sha=${sha}`,
  `/api/sha/${repo}/${sha.slice(0, 4)}`,
  `/api/${repo}/commit/${sha}`,
  `/api/${repo}/pull/5`,
  "/api/repos",
  "/api/freshness",
  "/api/healthz",
  "/api/readyz",
  "/api/metrics",
  "/api/openapi.json",
  "/api/setup",
];

test.each(readable)("%s: another method is a 405 that says which are allowed, whatever comes with it", async (path) => {
  const bodies = [undefined, "{not json", "x".repeat(2_000_000)];
  for (const [index, method] of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"].entries()) {
    const body = bodies[index % bodies.length];
    const headers = { "Content-Type": "application/json" };
    const answer = await client.send(path, { method, headers, ...(body !== undefined && { body }) });
    expect(answer).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  }
  const endless = await client.send(path, { method: "POST", endless: Buffer.alloc(65_536, 0x20) });
  expect(endless.status).toBe(405);
  expect(endless.seconds).toBeLessThan(5);
  const [head, get] = [await client.send(path, { method: "HEAD" }), await client.send(path)];
  expect([head.status, head.text]).toEqual([get.status, ""]);
});

const other = "b".repeat(40);
test.each([
  ["/api/hud/octo-org/nothing/main/0", /octo-org\/nothing/],
  [`/api/hud/${repo}/nothing/0`, /nothing/],
  [`/api/hud/${repo}/ma%00in/0`, /branch/],
  ["/api/hud/..%2F../etc/main/0", /repository/],
  ["/api/hud/octo%20org/widgets/main/0", /repository/],
  [`/api/hud/octo-org/widgets'%20OR%201=1/main/0`, /repository/],
  ["/api/trunk/octo-org/nothing/main", /octo-org\/nothing/],
  [`/api/trunk/${repo}/ma%00in`, /branch/],
  ["/api/repo_config/octo-org/nothing", /octo-org\/nothing/],
  [`/api/locate/${repo}/main?sha=${other}`, /bbbb/],
  [`/api/locate/${repo}/main?sha=abc`, /4 digits/],
  [`/api/locate/${repo}/nothing?sha=abcd`, /nothing/],
  [`/api/sha/${repo}/${other.slice(0, 8)}`, /bbbb/],
  [`/api/sha/${repo}/abc`, /4 digits/],
  [`/api/sha/${repo}/abcd'--`, /4 digits/],
  [`/api/${repo}/commit/${other}`, /commit/],
  [`/api/${repo}/commit/${sha.slice(0, 7)}`, /full hash/],
  [`/api/${repo}/commit/${sha}'--`, /commit/],
  [`/api/octo-org/nothing/commit/${sha}`, /commit/],
  [`/api/${repo}/pull/999`, /pull request 999/],
  [`/api/${repo}/pull/0`, /pull request/],
  [`/api/${repo}/pull/-1`, /pull request/],
  [`/api/${repo}/pull/5e0`, /pull request/],
  [`/api/${repo}/pull/99999999999999999999`, /pull request/],
  [`/api/${repo}/pull/5?sha=${other}`, /head/],
  [`/api/${repo}/pull/5?sha=short`, /commit/],
  ["/api/octo-org/nothing/pull/5", /pull request/],
  ["/api/freshness?repo=octo-org/nothing", /octo-org\/nothing/],
  ["/api/clickhouse/nothing", /saved query/],
  ["/api/clickhouse/HUD_QUERY", /saved query/],
  ["/api/clickhouse/__proto__", /saved query/],
  ["/api/clickhouse/constructor", /saved query/],
  ["/api/clickhouse/hud_query%00", /saved query/],
  ["/api/clickhouse/hud_query%2Fquery.sql", /saved query/],
  ["/api/clickhouse/..%2F..%2Fpackage.json", /saved query/],
  ["/api/clickhouse/SELECT%201", /saved query/],
  ["/api", /endpoint/],
  ["/api/nothing", /endpoint/],
  ["/api/github", /endpoint/],
  [`/api/hud/${repo}/main`, /endpoint/],
  [`/api/hud/${repo}/main/0/0`, /endpoint/],
] as const)("%s is a 404 that says what is unknown", async (path, says) => {
  const answer = await client.send(path);
  expect(answer.status).toBe(404);
  expect(errorOf(answer)).toMatch(says);
});

const query = (name: string, parameters: unknown): string =>
  `/api/clickhouse/${name}?parameters=${encodeURIComponent(JSON.stringify(parameters))}`;

test.each([
  [`/api/hud/${repo}/main/0?per_page=0`, /per_page/],
  [`/api/hud/${repo}/main/0?per_page=101`, /per_page/],
  [`/api/hud/${repo}/main/0?per_page=-1`, /per_page/],
  [`/api/hud/${repo}/main/0?per_page=ten`, /per_page/],
  [`/api/hud/${repo}/main/0?per_page=1.5`, /per_page/],
  [`/api/hud/${repo}/main/0?per_page=1e1`, /per_page/],
  [`/api/hud/${repo}/main/0?per_page=`, /per_page/],
  [`/api/hud/${repo}/main/0?per_page=5&per_page=6`, /per_page/],
  [`/api/hud/${repo}/main/0?per_page[]=5&per_page=6&per_page=1`, /per_page/],
  [`/api/hud/${repo}/${"x".repeat(9_000)}/0`, /branch/],
  [`/api/hud/${repo}/main/first`, /page/],
  [`/api/hud/${repo}/main/-1`, /page/],
  [`/api/hud/${repo}/main/1e3`, /page/],
  [`/api/hud/${repo}/main/99999999999999999999`, /page/],
  [`/api/grid/${repo}/main/0?author=${"x".repeat(201)}`, /author/],
  [`/api/grid/${repo}/main/0?message=a&message=b`, /message/],
  [`/api/trunk/${repo}/${"x".repeat(1_001)}`, /branch/],
  [`/api/locate/${repo}/main`, /sha/],
  [`/api/locate/${repo}/main?sha=abcd&per_page=0`, /per_page/],
  ["/api/freshness?repo=nonsense", /repo/],
  ["/api/freshness?repo=", /repo/],
  [`/api/freshness?repo=${repo}&repo=a/b`, /repo/],
  [`/api/${repo}/pull/5?sha=${sha}&sha=${sha}`, /sha/],
  ["/api/clickhouse/hud_commits", /repo/],
  ["/api/clickhouse/hud_commits?parameters=", /parameters/],
  ["/api/clickhouse/hud_commits?parameters=%7B", /parameters/],
  ["/api/clickhouse/hud_commits?parameters=[]", /parameters/],
  ["/api/clickhouse/hud_commits?parameters=null", /parameters/],
  ["/api/clickhouse/hud_commits?parameters=%22text%22", /parameters/],
  ["/api/clickhouse/hud_commits?parameters={}&parameters={}", /parameters/],
  [query("hud_commits", { repo }), /branch/],
  [query("hud_commits", { repo, branch: "main", colour: "red" }), /colour/],
  [query("hud_commits", { repo, branch: "main", limit: 0 }), /limit/],
  [query("hud_commits", { repo, branch: "main", limit: "many" }), /limit/],
  [query("hud_commits", { repo, branch: "main", limit: 1.5 }), /limit/],
  [query("hud_commits", { repo, branch: "main", limit: null }), /limit/],
  [query("hud_commits", { repo, branch: "main", offset: -1 }), /offset/],
  [query("hud_commits", { repo, branch: ["main"] }), /branch/],
  [query("hud_commits", { repo, branch: { a: 1 } }), /branch/],
  [query("hud_commits", { repo: "nonsense", branch: "main" }), /repo/],
  [query("hud_query", { repo, shas: sha }), /shas/],
  [query("hud_query", { repo, shas: [] }), /shas/],
  [query("hud_query", { repo, shas: ["'); DROP TABLE workflow_job; --"] }), /shas/],
  [query("oot_summary", { days: 0 }), /days/],
  [query("oot_summary", { days: 99_999 }), /days/],
  [query("oot_pr_results", { repo }), /pr/],
  [query("oot_pr_results", { repo, pr: "5 OR 1=1" }), /pr/],
  [query("rule_matches", { repo, pattern: "error(" }), /^pattern: /],
  [`${query("repo_branches", {})}&format=xml`, /format/],
  [`${query("repo_branches", {})}&format=csv&format=json`, /format/],
] as const)("%s is a 400 that names what is wrong", async (path, says) => {
  const answer = await client.send(path);
  expect(answer.status).toBe(400);
  expect(errorOf(answer)).toMatch(says);
});

test("numbers may come as text; __proto__ is a parameter like any unknown one", async () => {
  const wanted = { repo, branch: "main", limit: 1 };
  const rows = await client.query<{ sha: string }>("hud_commits", wanted);
  expect(rows).toMatchObject([{ sha }]);
  expect(await client.query("hud_commits", { ...wanted, limit: "1", offset: "0" })).toEqual(rows);
  const path = `/api/clickhouse/hud_commits?parameters=${encodeURIComponent(`{"repo":"${repo}","branch":"main","__proto__":{"limit":1}}`)}`;
  expect((await client.send(path)).status).toBe(400);
});

test("CSV has a header line and quotes what needs it", async () => {
  const answer = await client.send(`${query("hud_query", { repo, shas: [sha] })}&format=csv`);
  expect(answer.headers).toMatchObject({ "content-type": "text/csv; charset=utf-8" });
  expect(answer.headers["content-disposition"]).toBe('attachment; filename="hud_query.csv"');
  expect(answer.text).toMatch(/^"id","run_id"/);
  expect(answer.text).toContain(`"'=1+1, ""two""\nlines"`); // No formula for whoever opens it in a spreadsheet.
  const empty = await client.send(`${query("hud_query", { repo, shas: [other] })}&format=csv`);
  expect(empty.text.split("\n").filter(Boolean)).toHaveLength(1);
  expect(await client.query("hud_query", { repo, shas: [other] })).toEqual([]);
});

describe("every saved query takes whatever is put into its parameters for a value", () => {
  const hostile = [
    "'; DROP TABLE workflow_job; --",
    "\\'; SELECT 1; --",
    "x\\",
    "\\N",
    "a\tb\nc\r\0d",
    "{repo:String}",
    "') UNION ALL SELECT * FROM system.tables --",
    "<script>alert(1)</script>",
    "\u202e🚀é\ud83d",
    "[1,2]",
    "NULL",
    "%27",
    "x".repeat(900),
  ];
  const right = parameterValues({ repo, sha, shas: [sha] });
  test.each([...saved_queries.keys()])("%s", async (name) => {
    const names = Object.keys(saved_queries.get(name)?.params.shape ?? {});
    const sensible = Object.fromEntries(names.filter((known) => known in right).map((known) => [known, right[known]]));
    expect((await client.send(query(name, sensible))).status).toBe(200);
    // Text in the place of text, and of whatever else there is.
    const asked = names.flatMap((parameter) => hostile.map((value) => ({ ...sensible, [parameter]: value })));
    await inParallel(asked, 4, async (parameters) => {
      const answer = await client.send(query(name, parameters));
      expect([200, 400]).toContain(answer.status);
      expect(answer.text).not.toMatch(/DB::|Exception|syntax/i);
    });
  });

  test("and nothing was dropped", async () => {
    expect((await client.grid(repo, "main")).jobNames).toHaveLength(2);
  });
});

test("what the address says counts, not what is added to it", async () => {
  const plain = await client.grid(repo, "main");
  const added = await client.json(`/api/hud/${repo}/main/0?owner=evil&repo=evil&branch=evil&page=7&per_page=50`);
  expect(added).toEqual(plain);
});

describe("addresses that are none", () => {
  test.each(["/api/hud/a/b/%zz/0", "/api/hud/a/b/%E0%A4%A/0", "/%zz", "/api/%"])("%s is a 400", async (path) => {
    expect((await client.send(path)).status).toBe(400);
  });

  test.each(["/api/repos/", "//evil.example/%2e%2e", "/\\evil.example", "//evil.example//"])(
    "%s leads nowhere else",
    async (path) => {
      const answer = await client.send(path);
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers.location ?? "/").toMatch(/^\/(?![/\\])/);
    },
  );

  /** The first that comes back for these bytes. */
  const replyTo = (bytes: string): Promise<string> => {
    const { hostname, port } = new URL(hud.url);
    return new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.setTimeout(30_000, () => socket.destroy(new Error("No answer")));
      socket.once("error", reject).once("close", () => reject(new Error("Hung up")));
      socket.once("data", (answer) => {
        resolve(answer.toString("latin1"));
        socket.destroy();
      });
    });
  };

  test("an address with its server in it is its path; one without a path is none", async () => {
    const whole = await replyTo("GET http://proxy.example/api/healthz HTTP/1.1\r\nHost: hud\r\n\r\n");
    expect(whole).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(await replyTo("OPTIONS * HTTP/1.1\r\nHost: hud\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  test("who would rather speak HTTP/2 is answered all the same", async () => {
    const upgrade =
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n";
    const answer = await replyTo(`GET /api/healthz HTTP/1.1\r\nHost: hud\r\n${upgrade}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test("one that is too long, and what is no HTTP at all, get an answer with all its headers", async () => {
    expect((await client.send(`/api/hud/${repo}/${"x".repeat(40_000)}/0`)).status).toBe(431);
    const reply = await replyTo("\u0016\u0003\u0001 no HTTP\r\n\r\n");
    expect(reply).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(reply).toMatch(/\r\nX-Content-Type-Options: nosniff\r\n/);
  });
});

test("pages, files and what is missing all have the security headers, and no page says more than it should", async () => {
  const paths = ["/", `/hud/${repo}/main`, `/${repo}/commit/${sha}`, `/${repo}/pull/5`, "/favicon.svg", "/docs/api"];
  for (const path of paths) expect((await client.send(path)).status).toBe(200);
  const home = await client.send(`/${repo}`);
  expect([home.status, home.headers.location]).toEqual([307, `/hud/${repo}`]);
  const unknown = [
    "/octo-org/nothing",
    "/hud/octo-org/nothing/main",
    `/${repo}/commit/${other}`,
    `/${repo}/pull/999`,
    "/nothing",
    "/_next/static/nothing.js",
  ];
  for (const path of unknown) expect((await client.send(path)).status).toBe(404);
  const files = [
    "/.env.local",
    "/package.json",
    "/..%2f..%2fetc/passwd",
    "/.hud/secrets.json",
    "/_next/../../package.json",
    "/.git/config",
  ];
  for (const path of files) {
    const answer = await client.send(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/root:|"dependencies"|github_webhook/);
  }
  const page = await client.send(`/hud/${repo}/%3Cscript%3Ealert(1)%3C%2Fscript%3E`);
  expect(page.text).not.toContain("<script>alert(1)");
  const crossing = await client.send("/api/repos", { headers: { Origin: "https://evil.example" } });
  expect(crossing.headers["access-control-allow-origin"]).toBeUndefined();
});

test("no route leaves bodies to Next.js, which answers wrong ones before the route is asked", () => {
  const routes = readdirSync("pages/api", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  expect(routes.filter((file) => !readFileSync(join("pages/api", file), "utf8").includes("bodyParser: false"))).toEqual(
    [],
  );
});

test("the API describes every endpoint that it has", async () => {
  const { openapi, paths } = await client.json<{ openapi: string; paths: Record<string, unknown> }>(
    "/api/openapi.json",
  );
  expect(openapi).toMatch(/^3\.1/);
  for (const path of [
    "/api/github/webhooks",
    "/api/oot/results",
    "/api/clickhouse/oot_summary",
    "/api/repos",
    "/api/freshness",
    "/api/healthz",
    "/api/readyz",
    "/api/metrics",
  ]) {
    expect(Object.keys(paths)).toContain(path);
  }
});

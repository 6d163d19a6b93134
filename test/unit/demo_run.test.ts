/** The demo against a small HTTP server: what it sends, how patient it is, what it says when it cannot go on. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { verify } from "@octokit/webhooks-methods";
import { parseOptions, UsageError } from "scripts/demo/options";
import { runDemo } from "scripts/demo/run";
import { Sender, Unreachable } from "scripts/demo/send";

interface Received {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

const secret = "s3cret of a test";
const a_little = ["--days", "0.2", "--commits", "4", "--jobs", "8", "--until", "2026-03-18T14:30:00Z"];

let folder: string;
let server: Server | null = null;
let received: Received[];
let sockets: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "demo-"));
  received = [];
  sockets = 0;
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
});

/** Starts a server that keeps what it gets and answers with `answer`; resolves with its address. */
async function listen(answer: (request: Received, response: ServerResponse) => void): Promise<string> {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const one = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts).toString() };
      received.push(one);
      answer(one, response);
    });
  });
  server.on("connection", () => sockets++);
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
}

function reply(response: ServerResponse, status: number, body: object = { ok: true }, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

async function demo(args: string[], env: Record<string, string> = {}, signal = new AbortController().signal) {
  const out = new PassThrough();
  const told: string[] = [];
  const complaints: string[] = [];
  out.on("data", (part: Buffer) => told.push(part.toString()));
  const code = await runDemo({
    args,
    env: { HUD_DATA_DIR: folder, ...env },
    folder,
    out,
    err: { write: (text) => complaints.push(text) },
    signal,
  });
  return { code, out: told.join(""), err: complaints.join("") };
}

test("every delivery is signed, named and whole; the summary counts them", async () => {
  const url = await listen((_, response) => reply(response, 200));
  const { code, out } = await demo([...a_little, "--url", url], {
    GITHUB_WEBHOOK_SECRET: secret,
    OOT_RELAY_TOKEN: "token",
  });
  expect(code).toBe(0);
  const github = received.filter(({ path }) => path === "/api/github/webhooks");
  const relay = received.filter(({ path }) => path === "/api/oot/results");
  expect(github.length).toBeGreaterThan(100);
  expect(relay.length).toBeGreaterThan(5);
  for (const { headers, body } of github) {
    expect(await verify(secret, body, String(headers["x-hub-signature-256"]))).toBe(true);
    expect(headers["content-type"]).toBe("application/json");
    expect(headers["x-github-event"]).toMatch(/^[a-z_]+$/);
    expect(headers["x-github-delivery"]).toMatch(/^[0-9a-f-]{36}$/);
  }
  for (const { headers } of relay) expect(headers["x-oot-relay-token"]).toBe("token");
  expect(out).toContain(`Sent ${received.length.toLocaleString("en-US")} deliveries`);
  expect(out).toContain(`${url}/hud/acme/rocket/main`);
  // Connections are kept: one per request at a time, not one per delivery.
  expect(sockets).toBeLessThanOrEqual(8);
});

test("two runs with the same options send the same bytes", async () => {
  const url = await listen((_, response) => reply(response, 200));
  const sent = async () => {
    received = [];
    await demo([...a_little, "--url", url, "--secret", secret, "--concurrency", "1"]);
    return received.map(({ headers, body }) => [headers["x-github-delivery"], body]);
  };
  expect(await sent()).toEqual(await sent());
});

test("--duplicate and --shuffle send more, in another order", async () => {
  const url = await listen((_, response) => reply(response, 200));
  const ids = async (...more: string[]) => {
    received = [];
    await demo([...a_little, "--url", url, "--secret", secret, "--no-oot", "--concurrency", "1", ...more]);
    return received.map(({ headers }) => headers["x-github-delivery"]);
  };
  const plain = await ids();
  const mixed = await ids("--duplicate", "0.5", "--shuffle");
  expect(mixed.length).toBeGreaterThan(1.3 * plain.length);
  expect(new Set(mixed)).toEqual(new Set(plain));
});

test("a HUD that is busy is asked again when it says so, and nothing is lost", async () => {
  let answers = 0;
  const url = await listen((_, response) => {
    if (answers++ % 10 === 3) reply(response, 503, { error: "Starting." }, { "retry-after": "0" });
    else reply(response, 200);
  });
  const { code, out } = await demo([...a_little, "--url", url, "--secret", secret, "--no-oot"]);
  expect(code).toBe(0);
  expect(out).toMatch(/\d+ of them tried again/);
  const distinct = new Set(received.map(({ headers }) => headers["x-github-delivery"]));
  expect(received.length).toBeGreaterThan(distinct.size);
});

test("a HUD without the relay endpoint gets everything else, and the summary says so", async () => {
  const url = await listen(({ path }, response) => reply(response, path.startsWith("/api/oot") ? 404 : 200));
  const { code, out } = await demo([...a_little, "--url", url], {
    GITHUB_WEBHOOK_SECRET: secret,
    OOT_RELAY_TOKEN: "token",
  });
  expect(code).toBe(0);
  expect(out).toContain("does not take out-of-tree results (404)");
});

test("without a relay token the results are left out with a note", async () => {
  const url = await listen((_, response) => reply(response, 200));
  const { code, out } = await demo([...a_little, "--url", url, "--secret", secret]);
  expect(code).toBe(0);
  expect(out).toContain("OOT_RELAY_TOKEN");
  expect(received.every(({ path }) => path === "/api/github/webhooks")).toBe(true);
});

test("a wrong secret ends it at once", async () => {
  const url = await listen((_, response) => reply(response, 401, { error: "The signature is wrong." }));
  const { code, err } = await demo([...a_little, "--url", url, "--secret", "wrong"]);
  expect(code).toBe(1);
  expect(err).toContain("refuses our signature");
  expect(received.length).toBeLessThanOrEqual(8);
});

test("what is not accepted is counted and shown", async () => {
  const url = await listen(({ headers }, response) =>
    reply(response, headers["x-github-event"] === "check_run" ? 400 : 200, { error: "sha is missing" }),
  );
  const { code, out } = await demo([...a_little, "--url", url, "--secret", secret]);
  expect(code).toBe(1);
  expect(out).toContain("were not accepted");
  expect(out).toContain("sha is missing");
});

test("no HUD, no secret, nobody there: a sentence each", async () => {
  const nobody = await demo([]);
  expect(nobody.code).toBe(1);
  expect(nobody.err).toContain(`No HUD is running on ${folder}. Start one with "npm start"`);
  const silent = await demo(["--url", "http://127.0.0.1:9"]);
  expect(silent.err).toContain("The webhook secret is not known");
});

test("patience ends: a server that stays away is named", async () => {
  const sender = new Sender({ url: "http://127.0.0.1:1", concurrency: 1, patience_seconds: 0.1 });
  await expect(sender.send({ path: "/", headers: {}, body: Buffer.from("{}") })).rejects.toThrow(Unreachable);
  sender.close();
});

test("Ctrl-C ends it, with a summary", async () => {
  const stop = new AbortController();
  const url = await listen((_, response) => {
    if (received.length === 30) stop.abort();
    reply(response, 200);
  });
  const { code, out } = await demo([...a_little, "--url", url, "--secret", secret], {}, stop.signal);
  expect(code).toBe(130);
  expect(out).toMatch(/Sent [34]\d deliveries/);
});

test("--live tells the past, then waits for what comes, until Ctrl-C", async () => {
  const stop = new AbortController();
  const url = await listen((_, response) => reply(response, 200));
  const running = demo(["--live", "--days", "0.02", "--url", url, "--secret", secret], {}, stop.signal);
  let before = -1;
  while (received.length === 0 || received.length !== before) {
    before = received.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  stop.abort();
  expect((await running).code).toBe(0);
});

describe("options", () => {
  test("defaults", () => {
    expect(parseOptions([])).toMatchObject({
      seed: 1,
      days: 3,
      commits: 16,
      jobs: 35,
      oot: true,
      live: false,
      concurrency: 8,
      until: null,
    });
    expect(parseOptions(["--live"])).toMatchObject({ days: 1, commits: 120 });
    expect(parseOptions(["--help"])).toBeNull();
    expect(parseOptions(["--until", "2026-03-18T14:30:00.789Z"])?.until).toBe(Date.parse("2026-03-18T14:30:00Z"));
    expect(parseOptions(["--url", "http://localhost:3000/"])?.url).toBe("http://localhost:3000");
  });

  test.each([
    ["--days", "0"],
    ["--days", "soon"],
    ["--commits", "2.5"],
    ["--commits", "100000"],
    ["--jobs", ""],
    ["--duplicate", "2"],
    ["--until", "yesterday"],
    ["--until", "1999-01-01T00:00:00Z"],
    ["--url", "ftp://example.org"],
    ["--concurrency", "0"],
    ["--unknown", "1"],
    ["--live", "--shuffle"],
    ["--live", "--until=2026-03-18T14:30:00Z"],
    ["stray", "words"],
  ])("%s %s is refused by name", (...args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(/--|stray/);
  });

  test("a wrong command line is told with a pointer to the help", async () => {
    const { code, err } = await demo(["--days", "soon"]);
    expect(code).toBe(2);
    expect(err).toBe('--days must be a number from 0.01 to 366, got "soon". See "npm run demo -- --help".\n');
    expect((await demo(["--help"])).out).toContain("--shuffle");
  });
});

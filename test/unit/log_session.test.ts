/** A log's session as its worker runs it, against a real server: reading, breaking off, searching, comparing. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { fetchLog } from "components/logs/reading/fetch_log";
import { LineStore } from "components/logs/reading/line_store";
import type { Ask, Tell } from "components/logs/reading/protocol";
import { LogSession } from "components/logs/reading/session";

type Kind<Name extends Tell["kind"]> = Extract<Tell, { kind: Name }>;

let server: Server;
let origin: string;
const routes = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = routes.get(request.url ?? "");
    if (answer) answer(request, response);
    else response.writeHead(404, { "Content-Type": "application/json" }).end('{"error":"There is no log of this job"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function serve(path: string, text: string): string {
  routes.set(path, (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain", "Content-Encoding": "gzip" }).end(gzipSync(text));
  });
  return origin + path;
}

class Listener {
  readonly told: Tell[] = [];
  readonly session = new LogSession({
    tell: (message) => this.told.push(message),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });

  hear(...asks: Ask[]): Promise<unknown> {
    return Promise.all(asks.map((ask) => this.session.hear(ask)));
  }

  last<Name extends Tell["kind"]>(kind: Name): Kind<Name> | undefined {
    return this.told.findLast((message): message is Kind<Name> => message.kind === kind);
  }
}

const time = "2026-01-01T00:00:01.1234567Z ";
const run = (number: number, lines: string[]) =>
  [
    `${time}##[group]Run make`,
    `${time}make -j ${number}`,
    `${time}##[endgroup]`,
    ...lines.map((line) => time + line),
  ].join("\n");

test("a log is opened, looked through and handed out", async () => {
  const url = serve(
    "/log",
    run(4, ["\x1b[31merror\x1b[0m: it broke", "ok", "ok", "ok", "ok", "ok", "##[error]Exit 1"]),
  );
  const listener = new Listener();
  await listener.hear({ kind: "open", url });
  expect(listener.last("opened")).toMatchObject({ lines: 10, cut: false, groups: Uint32Array.of(1, 2) });
  expect(listener.last("cleaned")).toMatchObject({ trouble: Uint32Array.of(3, 9) });
  await listener.hear({ kind: "lines", first: 3, end: 5 }, { kind: "copy", first: 3, last: 4 });
  expect(listener.last("lines")?.lines[0]?.pieces.map(({ text }) => text)).toEqual(["error", ": it broke"]);
  expect(listener.last("copied")?.text).toBe("error: it broke\nok");
});

test("of a large log the lines around the one that is looked at come first", async () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => `line ${at}\r`);
  let release = (): void => undefined;
  const told = new Promise<void>((resolve) => (release = resolve));
  // Not compressed, so that it is large; its second half waits for the window to be told.
  routes.set("/large", (_request, response) => {
    const text = `${"x".repeat(600_000)}\n${lines.join("\n")}\n`;
    response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": text.length });
    response.write(text.slice(0, 300_000));
    void told.then(() => response.end(text.slice(300_000)));
  });
  const asked: string[] = [];
  routes.set("/large?lines=921-1121", (request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "Content-Type": "text/plain" }).end(`${lines.slice(919, 1120).join("\n")}\n`);
  });
  const listener = new Listener();
  const opening = listener.hear({ kind: "open", url: `${origin}/large`, around: 1_000 });
  while (!listener.last("window")) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(listener.last("opened")).toBeUndefined();
  const window = listener.last("window");
  expect([window?.first, window?.lines.length]).toEqual([920, 201]);
  expect(window?.lines[80]?.pieces.map(({ text }) => text)).toEqual(["line 999"]);
  // What is chosen before it is here is copied when it is.
  const copying = listener.hear({ kind: "copy", first: 1_000, last: 1_001 });
  release();
  await Promise.all([opening, copying]);
  expect(listener.last("copied")?.text).toBe("line 999\nline 1000");
  expect(asked).toHaveLength(1);
});

test("a small log is not asked for twice, and a window that is refused is done without", async () => {
  const small = serve("/small", "one\ntwo\n");
  routes.set("/unknown", (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain" }).write("one\n");
    response.end("two\n");
  });
  for (const url of [small, `${origin}/unknown`]) {
    const listener = new Listener();
    await listener.hear({ kind: "open", url, around: 1 });
    const told = listener.told.map(({ kind }) => kind).filter((kind) => kind !== "progress");
    expect(told).toEqual(["opened", "cleaned"]);
  }
});

test("what the server says of a missing log is told", async () => {
  const listener = new Listener();
  await listener.hear({ kind: "open", url: `${origin}/nowhere` });
  expect(listener.told).toEqual([{ kind: "failed", status: 404, message: "There is no log of this job" }]);
});

test("a search that is asked while the log is read answers when it is there; an older one is let go", async () => {
  const url = serve("/long", Array.from({ length: 20_000 }, (_, line) => `${time}line ${line} needle`).join("\n"));
  const listener = new Listener();
  const ask = (seq: number, text: string, is_regex = false): Ask => ({
    ...{ kind: "search", seq },
    question: { text, is_regex, match_case: false },
  });
  await listener.hear({ kind: "open", url }, ask(1, "needle"), ask(2, "19\\d99 need", true));
  const done = listener.told.filter((message) => message.kind === "found" && message.done);
  expect(done).toHaveLength(1);
  expect(listener.last("found")).toMatchObject({ seq: 2, hits: 10, problem: null });
  expect(listener.last("found")?.lines[0]).toBe(19_099);

  await listener.hear(ask(3, "(", true));
  expect(listener.last("found")?.problem).toMatch(/Unterminated group/i);
  await listener.hear(ask(4, "NEEDLE"));
  expect(listener.last("found")).toMatchObject({ hits: 20_000, done: true });
  await listener.hear({ kind: "lines", first: 0, end: 1 });
  expect(
    listener
      .last("lines")
      ?.lines[0]?.pieces.filter(({ hit }) => hit)
      .map(({ text }) => text),
  ).toEqual(["needle"]);
});

test("a comparison tells what is only here, times and hashes and the like aside", async () => {
  const here = serve("/here", run(4, ["built in 3.2s at 12:00:01", "commit 0a1b2c3d4e", "tests: 2 failed", "bye"]));
  const there = serve("/there", run(4, ["built in 14s at 13:30:59", "commit ffff0000aa", "tests: 0 failed", "bye"]));
  const listener = new Listener();
  await listener.hear({ kind: "open", url: here });
  await listener.hear({ kind: "compare", url: there, failing: 5 });
  const made = listener.last("compared")?.comparison;
  expect(made?.only_here).toEqual({ count: 1, hunks: [{ first: 5, lines: ["tests: 2 failed"] }] });
  expect(made?.only_there).toEqual({ count: 1, hunks: [{ first: 5, lines: ["tests: 0 failed"] }] });
  expect(made?.ordered?.filter(({ side }) => side !== "both")).toEqual([
    { side: "gap", here: null, text: "2 lines alike" },
    { side: "there", here: null, text: "tests: 0 failed" },
    { side: "here", here: 5, text: "tests: 2 failed" },
  ]);
  await listener.hear({ kind: "compare", url: `${origin}/nowhere`, failing: null });
  expect(listener.last("compared")).toMatchObject({ comparison: null, problem: "There is no log of this job" });
});

describe("a connection that breaks", () => {
  const text = Array.from({ length: 5_000 }, (_, line) => `line ${line}`).join("\n");
  const read = async (url: string): Promise<LineStore> => {
    const store = new LineStore();
    await fetchLog({ url, store, onBytes: () => undefined, resume_ms: 1 });
    return store;
  };
  /** Sends half of what is asked for, then breaks off; the third time all of it. */
  const breaking = (path: string, { ranges }: { ranges: boolean }): string => {
    let asked = 0;
    routes.set(path, ({ headers }, response) => {
      const from = ranges ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0) : 0;
      const body = Buffer.from(text).subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { "Content-Length": body.length });
      if (++asked >= 3) response.end(body);
      else
        response.write(body.subarray(0, Math.floor(body.length / 2) + asked), () =>
          setTimeout(() => response.destroy(), 20),
        );
    });
    return origin + path;
  };

  test.each([true, false])("is taken up where it broke, with ranges: %s", async (ranges) => {
    const store = await read(breaking(`/breaking-${ranges}`, { ranges }));
    expect(store.count).toBe(5_000);
    expect([store.raw(0), store.raw(2_600), store.raw(4_999)]).toEqual(["line 0", "line 2600", "line 4999"]);
  });

  test("for good is told", async () => {
    routes.set("/dead", (_request, response) => response.destroy());
    await expect(read(`${origin}/dead`)).rejects.toMatchObject({ status: 0 });
  });
});

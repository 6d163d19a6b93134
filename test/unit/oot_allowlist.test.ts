/** The allowlist of out-of-tree backends: what it may look like, and how it is kept while its source is away. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllowlist } from "lib/model/oot_allowlist";
import { OotAllowlist } from "lib/server/oot_allowlist";
import { pino } from "pino";
import { parse } from "yaml";

const warnings: string[] = [];
const log = pino({ level: "warn" }, { write: (line: string) => void warnings.push(line) });
beforeEach(() => void warnings.splice(0));

describe("its text", () => {
  test("names backends by level, alone or with on-calls, L3 by device", () => {
    const text = `
L1: [neuro/edge]
L2:
  - core/rv
L3:
  photon: { photonix/photon: [maria, "@jon"] }
  npu:
    - vendor/npu
    - other/npu: ann, bob
L4:
  top/backend:
`;
    expect(parseAllowlist(parse(text))).toEqual([
      { repo: "neuro/edge", level: "L1", device: null, oncalls: [] },
      { repo: "core/rv", level: "L2", device: null, oncalls: [] },
      { repo: "photonix/photon", level: "L3", device: "photon", oncalls: ["maria", "jon"] },
      { repo: "vendor/npu", level: "L3", device: "npu", oncalls: [] },
      { repo: "other/npu", level: "L3", device: "npu", oncalls: ["ann", "bob"] },
      { repo: "top/backend", level: "L4", device: null, oncalls: [] },
    ]);
  });

  test("names a backend twice: the higher level holds", () => {
    expect(parseAllowlist({ L4: ["a/b"], L1: ["a/b"] })).toMatchObject([{ level: "L4" }]);
  });

  test("may hold anything else, which is left out", () => {
    const deep = { L1: { a: { b: { c: { d: { e: { f: { g: ["too/deep"] } } } } } } } };
    const odd = [null, 7, "text", [], { L9: ["a/b"] }, { L1: 5, L2: null, L3: [["x/y", 5, "no repo", "../x"]] }, deep];
    expect(odd.flatMap(parseAllowlist)).toEqual([{ repo: "x/y", level: "L3", device: null, oncalls: [] }]);
  });
});

describe("its source", () => {
  let folder = "";
  let file = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hud-allowlist-"));
    file = join(folder, "allowlist.yaml");
    jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "setTimeout", "clearTimeout"] });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await rm(folder, { recursive: true, force: true });
  });

  const repos = async (allowlist: OotAllowlist) => (await allowlist.registered()).map(({ repo }) => repo);
  /** Later calls do not wait for the reading: this does. */
  async function settled(allowlist: OotAllowlist): Promise<string[]> {
    await repos(allowlist);
    await new Promise((resolve) => setTimeout(resolve, 250));
    return repos(allowlist);
  }
  /** A reading ends when it ends: later, on a busy machine. */
  async function becomes(allowlist: OotAllowlist, expected: readonly string[]): Promise<void> {
    for (let tries = 0; (await repos(allowlist)).join() !== expected.join() && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await repos(allowlist)).toEqual(expected);
  }
  async function warned(times: number): Promise<void> {
    for (let tries = 0; warnings.length < times && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(warnings).toHaveLength(times);
  }
  const minutes = (count: number) => jest.setSystemTime(Date.now() + count * 60_000);

  test("is a file, read again now and then; nobody is registered without one", async () => {
    await writeFile(file, "L1: [a/one]");
    const allowlist = new OotAllowlist(file, log);
    expect(await repos(allowlist)).toEqual(["a/one"]);
    await writeFile(file, "L1: [a/one, a/two]");
    expect(await settled(allowlist)).toEqual(["a/one"]);
    minutes(6);
    await becomes(allowlist, ["a/one", "a/two"]);
    expect(await repos(new OotAllowlist(null, log))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("that is away or broken leaves what was read before, says so once, and is asked again soon", async () => {
    await writeFile(file, "L1: [a/one]");
    const allowlist = new OotAllowlist(file, log);
    await repos(allowlist);
    await rm(file);
    minutes(6);
    expect(await settled(allowlist)).toEqual(["a/one"]);
    expect(await settled(allowlist)).toEqual(["a/one"]);
    await warned(1);
    await writeFile(file, "L1: [a/one");
    minutes(1);
    expect(await settled(allowlist)).toEqual(["a/one"]);
    await warned(2);
    await writeFile(file, "L2: [a/three]");
    minutes(1);
    await becomes(allowlist, ["a/three"]);
  });

  test("that was never there is nobody, and no error", async () => {
    expect(await repos(new OotAllowlist(join(folder, "none.yaml"), log))).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  test("may be an address: an outage, an error and an endless answer are survived", async () => {
    let reply: (end: (status: number, body: string) => void) => void = (end) => end(200, "L1: [a/one]");
    const server: Server = createServer((_request, response) => {
      reply((status, body) => response.writeHead(status).end(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("No port");
    const allowlist = new OotAllowlist(`http://127.0.0.1:${address.port}/list.yaml`, log);
    try {
      expect(await repos(allowlist)).toEqual(["a/one"]);
      let times = 0;
      for (const bad of [
        () => (reply = (end) => end(500, "no")),
        () => (reply = (end) => end(200, `L1: [${"a/long, ".repeat(200_000)}]`)),
      ]) {
        bad();
        minutes(6);
        expect(await settled(allowlist)).toEqual(["a/one"]);
        await warned(++times);
      }
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    minutes(6);
    expect(await settled(allowlist)).toEqual(["a/one"]);
  });

  test("is read once for many who ask at the same time", async () => {
    await writeFile(file, "L1: [a/one]");
    const allowlist = new OotAllowlist(file, log);
    const all = await Promise.all(Array.from({ length: 20 }, () => repos(allowlist)));
    expect(new Set(all.flat())).toEqual(new Set(["a/one"]));
  });
});

/** How a HUD starts, is refused, falls and stops: real processes and signals, with stand-ins for its parts. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findRunningHud } from "engines/data_dir";
import { identifyProcess } from "engines/process_identity";

/** Begins every stand-in: notes its pid, and says what it is. */
const preamble = `
  import { appendFileSync } from "node:fs";
  import { createServer } from "node:http";
  const name = process.argv[1].split("/").at(-1).replace(".mjs", "");
  appendFileSync(process.env.FAKE_PIDS, name + " " + process.pid + "\\n");
  const flag = (flag) => process.argv[process.argv.indexOf(flag) + 1];
`;
const obedient = `
  process.on("SIGTERM", () => { console.log(name + " ends"); process.exit(0); });
  process.on("disconnect", () => process.exit(0));
`;
const answering = `
  createServer((request, response) => response.end(JSON.stringify(process.env)))
    .listen(Number(flag("--port")), "127.0.0.1", () => process.send({ ready: {} }));
`;
const bodies = {
  engine: preamble + obedient + answering,
  worker: preamble + obedient + `console.log('{"level":"info","msg":"worker up"}'); process.send({ ready: {} });`,
  web:
    preamble +
    obedient +
    `process.on("message", ({ open }) => {
       if (!open) return;
       const server = createServer((request, response) => response.end(JSON.stringify(process.env)));
       server.on("error", ({ code }) => process.send({ refused: code }, () => process.exit(1)));
       server.listen(Number(process.env.PORT), process.env.HUD_HOST, () => process.send({ ready: {} }));
     });`,
  broken: preamble + `console.error("the reason it gives"); process.exit(3);`,
  deaf: preamble + `process.on("SIGTERM", () => {}); process.on("disconnect", () => process.exit(0));` + answering,
};

interface Started {
  child: ChildProcess;
  output: () => string;
  /** Resolves with the exit code (null: killed). */
  ended: Promise<number | null>;
}

describe("a HUD", () => {
  let folder: string;
  let data_dir: string;
  const started: Started[] = [];
  const servers: Server[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hud-start-"));
    data_dir = join(folder, "data");
    writeFileSync(join(folder, "pids"), "");
    for (const [name, body] of Object.entries(bodies)) writeFileSync(join(folder, `${name}.mjs`), body);
    for (const name of ["clickhouse", "dynamodb"]) writeFileSync(join(folder, `${name}.mjs`), bodies.engine);
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    for (const { child, ended } of started.splice(0)) {
      child.kill("SIGKILL");
      await ended;
    }
    await until("all children are gone", () => pids().every(([, pid]) => identifyProcess(pid) === null));
    rmSync(folder, { recursive: true });
  });

  const start = (env: Record<string, string> = {}, parts: Record<string, string | number | boolean> = {}): Started => {
    const files = { clickhouse: "clickhouse", dynamodb: "dynamodb", workers: "worker", web: "web" };
    const named = Object.entries({ ...files, ...parts }).map(([part, body]) => [
      part,
      typeof body === "string" ? join(folder, `${body}.mjs`) : body,
    ]);
    const child = spawn(process.execPath, ["--import", "tsx", "test/kit/fake_hud.ts"], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "test",
        PORT: "0",
        HUD_DATA_DIR: data_dir,
        FAKE_PIDS: join(folder, "pids"),
        FAKE_PARTS: JSON.stringify(Object.fromEntries(named)),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (bytes: Buffer) => {
        output += bytes.toString("utf8");
      });
    }
    const ended = once(child, "close").then(() => child.exitCode);
    const hud = { child, output: () => output, ended };
    started.push(hud);
    return hud;
  };

  /** The children that have been started so far, oldest first. */
  const pids = (): [name: string, pid: number][] =>
    readFileSync(join(folder, "pids"), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [name = "", pid] = line.split(" ");
        return [name, Number(pid)];
      });
  const pidOf = (name: string) => pids().findLast(([started_name]) => started_name === name)?.[1];

  const ready = async (hud: Started) => {
    await until("it is ready", () => hud.output().includes("HUD is ready") || hud.child.exitCode !== null);
    const found = findRunningHud(data_dir);
    if (found === null) throw new Error(`Not ready:\n${hud.output()}`);
    return found;
  };
  /** The port of a server that answers everything. */
  const serve = async () => {
    const server = createServer((_request, response) => response.end()).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" ? address?.port : undefined;
  };
  const environmentAt = async (url: string) => JSON.parse(await (await fetch(url)).text()) as Record<string, string>;

  test("starts its parts in order, tells its children everything, and says where it is", async () => {
    const hud = start({ GITHUB_TOKEN: "" });
    const found = await ready(hud);
    expect(found).toMatchObject({ pid: hud.child.pid, url: expect.stringMatching(/^http:\/\/localhost:\d+$/) });
    expect(
      pids()
        .map(([name]) => name)
        .slice(-1),
    ).toEqual(["worker"]);
    expect(hud.output().indexOf("prepared")).toBeLessThan(hud.output().indexOf("worker up"));

    const web = await environmentAt(found.url);
    const secrets = JSON.parse(readFileSync(join(data_dir, "secrets.json"), "utf8")) as Record<string, string>;
    expect(web).toMatchObject({
      NODE_ENV: "production",
      HUD_DATA_DIR: data_dir,
      DYNAMODB_ENDPOINT: found.dynamodb_endpoint,
      CLICKHOUSE_URL: found.clickhouse_url,
      GITHUB_WEBHOOK_SECRET: secrets.github_webhook,
      OOT_RELAY_TOKEN: secrets.oot_relay,
      HUD_ARCHIVE: `file:${data_dir}/archive`,
      GITHUB_TOKEN: "",
    });
    expect(secrets.github_webhook).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(join(data_dir, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(await environmentAt(found.clickhouse_url)).toMatchObject({ UV_THREADPOOL_SIZE: "16", TZ: "UTC" });

    expect(hud.output()).toContain(`Webhook URL     ${found.url}/api/github/webhooks`);
    expect(hud.output()).toContain(secrets.github_webhook);
    expect(hud.output()).toContain(data_dir);
    expect(hud.output()).toContain('\n{"level":"info","msg":"worker up"}\n');
  });

  test("Ctrl-C stops everything, engines last, and it can start again with the same secrets", async () => {
    const hud = start();
    await ready(hud);
    const secrets = readFileSync(join(data_dir, "secrets.json"), "utf8");
    hud.child.kill("SIGINT");
    // npm passes on what the terminal has sent already.
    hud.child.kill("SIGINT");
    expect(await hud.ended).toBe(0);
    const ends = hud.output().match(/\w+ ends/g);
    expect(ends?.slice(0, 2).sort()).toEqual(["web ends", "worker ends"]);
    expect(ends?.slice(2).sort()).toEqual(["clickhouse ends", "dynamodb ends"]);
    expect(existsSync(join(data_dir, "hud.lock"))).toBe(false);
    expect(findRunningHud(data_dir)).toBeNull();

    await ready(start());
    expect(readFileSync(join(data_dir, "secrets.json"), "utf8")).toBe(secrets);
  });

  test("SIGTERM while it is starting stops it too", async () => {
    const hud = start({}, { clickhouse: "deaf", web: "web" });
    await until("a child is there", () => pids().length > 0);
    hud.child.kill("SIGTERM");
    expect(await hud.ended).toBe(0);
    expect(pids().every(([, pid]) => identifyProcess(pid) === null)).toBe(true);
  });

  test("a child that does not listen is killed after its time", async () => {
    const hud = start({}, { clickhouse: "deaf" });
    await ready(hud);
    const before = Date.now();
    hud.child.kill("SIGTERM");
    expect(await hud.ended).toBe(0);
    expect(Date.now() - before).toBeLessThan(5_000);
  });

  test.each(["clickhouse", "dynamodb", "worker", "web"])(
    "%s is started again after kill -9, on its port",
    async (name) => {
      const hud = start();
      const found = await ready(hud);
      const before = pidOf(name);
      if (before === undefined) throw new Error(`${name} was not started`);
      process.kill(before, "SIGKILL");
      await until("there is a new one", () => pidOf(name) !== before);
      for (const url of [found.url, found.clickhouse_url, found.dynamodb_endpoint]) {
        await until(`${url} answers`, () =>
          fetch(url).then(
            ({ ok }) => ok,
            () => false,
          ),
        );
      }
      expect(findRunningHud(data_dir)).toEqual(found);
      expect(hud.output()).toMatch(/ended \(SIGKILL\); starting it again in 0.2 s/);
    },
  );

  test("its children go with it, even by kill -9, and what it leaves behind does not hold the directory", async () => {
    const first = start();
    await ready(first);
    const children = pids();
    expect(children).toHaveLength(4);
    first.child.kill("SIGKILL");
    await until("children are gone", () => children.every(([, pid]) => identifyProcess(pid) === null));
    expect(existsSync(join(data_dir, "hud.lock"))).toBe(true);
    expect(findRunningHud(data_dir)).toBeNull();
    const second = start();
    expect((await ready(second)).pid).toBe(second.child.pid);
  });

  test("a lock whose pid is another process's by now does not hold", async () => {
    const hud = start();
    await ready(hud);
    hud.child.kill("SIGTERM");
    await hud.ended;
    writeFileSync(join(data_dir, "hud.lock"), JSON.stringify({ pid: process.pid, started: "long ago" }));
    await ready(start());
  });

  test("half a lock, or none of ours, does not hold", async () => {
    await ready(start()).then(() => started[0]?.child.kill("SIGTERM"));
    await started[0]?.ended;
    writeFileSync(join(data_dir, "hud.lock"), '{"pid":');
    await ready(start());
  });

  test("a second HUD on the same directory is refused, and names the first", async () => {
    const first = start();
    const { url } = await ready(first);
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toBe(
      `Another HUD (process ${first.child.pid}, ${url}) is already running on ${data_dir}. ` +
        "Stop it first, or set HUD_DATA_DIR to another folder.\n",
    );
    expect(findRunningHud(data_dir)?.pid).toBe(first.child.pid);
    expect(pids()).toHaveLength(4);
  });

  test("of several that start at once on a stale lock, one runs", async () => {
    const first = start();
    await ready(first);
    first.child.kill("SIGKILL");
    await first.ended;
    const rivals = [start(), start(), start()];
    await until("all but one have ended", () => rivals.filter(({ child }) => child.exitCode === null).length === 1);
    const winner = rivals.find(({ child }) => child.exitCode === null);
    await until("it is ready", () => findRunningHud(data_dir) !== null);
    expect(findRunningHud(data_dir)?.pid).toBe(winner?.child.pid);
  }, 180_000);

  test("a port in use is named, and nothing is left behind", async () => {
    const port = await serve();
    const hud = start({ PORT: String(port) });
    expect(await hud.ended).toBe(1);
    expect(hud.output()).toBe(
      `Port ${port} is already in use. Set PORT to another one (0 = any free port), or stop what is using it.\n`,
    );
    expect(pids()).toEqual([]);
    expect(existsSync(join(data_dir, "hud.lock"))).toBe(false);
  });

  test("bad settings are named, before anything is touched", async () => {
    const hud = start({ PORT: "many", HUD_ARCHIVE: "tape" }, { says_built: true });
    expect(await hud.ended).toBe(1);
    expect(hud.output()).not.toContain("built");
    expect(hud.output()).toMatch(/PORT must be a whole number from 0 to 65535, got "many"\n +HUD_ARCHIVE must be/);
    expect(existsSync(data_dir)).toBe(false);
  });

  test("a folder that cannot be used is refused before anything is built", async () => {
    const file = join(folder, "pids");
    for (const name of ["HUD_DATA_DIR", "HUD_ARCHIVE"]) {
      const place = `${file}/below`;
      const hud = start({ [name]: name === "HUD_ARCHIVE" ? `file:${place}` : place }, { says_built: true });
      expect(await hud.ended).toBe(1);
      expect(hud.output()).toBe(`${name} must be a folder that can be written in, got "${place}" (ENOTDIR)\n`);
    }
    expect(pids()).toEqual([]);
  });

  test("what is to be built is built once the settings are known to be right; an allowlist that is not there is said", async () => {
    const allowlist = join(folder, "nobody.yaml");
    const hud = start({ HUD_OOT_ALLOWLIST: allowlist }, { says_built: true });
    await ready(hud);
    expect(hud.output()).toMatch(/^built\n/);
    expect(hud.output()).toContain(
      `Warning: HUD_OOT_ALLOWLIST: the file ${allowlist} should exist, and does not; until then, no out-of-tree backend is registered.\n`,
    );
  });

  test("a part that cannot start ends the whole, with its last words", async () => {
    const hud = start({}, { dynamodb: "broken" });
    expect(await hud.ended).toBe(1);
    expect(hud.output()).toMatch(
      /dynamodb could not be started \(exit code 3\)\. Its last output:\nthe reason it gives\n$/,
    );
    expect(pids().filter(([name]) => name === "broken")).toHaveLength(5);
    expect(pids().every(([, pid]) => identifyProcess(pid) === null)).toBe(true);
    expect(existsSync(join(data_dir, "hud.lock"))).toBe(false);
  }, 180_000);

  test("with servers of one's own: no sidecars, no secrets made up, each missing one named; unprepared, it opens", async () => {
    const url = `http://127.0.0.1:${await serve()}`;
    const hud = start(
      { CLICKHOUSE_URL: url, DYNAMODB_ENDPOINT: url, OOT_RELAY_TOKEN: "given" },
      { prepare_failures: 2 },
    );
    const found = await ready(hud);
    expect(
      pids()
        .map(([name]) => name)
        .sort(),
    ).toEqual(["web", "worker"]);
    expect(found).toMatchObject({ clickhouse_url: url, dynamodb_endpoint: url });
    expect(existsSync(join(data_dir, "secrets.json"))).toBe(false);
    expect(hud.output().match(/Warning: \w+/g)).toEqual([
      "Warning: GITHUB_WEBHOOK_SECRET",
      "Warning: CIRCLECI_WEBHOOK_SECRET",
      "Warning: HUD_API_TOKEN",
    ]);
    expect(hud.output()).toContain("Preparing the engines failed: no tables yet");
    expect(await environmentAt(found.url)).toMatchObject({ OOT_RELAY_TOKEN: "given", GITHUB_WEBHOOK_SECRET: "" });
  });
});

/** Waits for `condition`, at most a minute. */
async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const give_up = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > give_up) throw new Error(`Waited too long until ${what}.`);
    await sleep(25);
  }
}

/** The scripts that set up: one at a time installs and builds in a folder, whoever is killed. Real processes. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/** Takes its turn, and notes when it waits, begins and ends; `work` is what it does meanwhile. */
const worker = (work: string): string => `
  import { appendFileSync } from "node:fs";
  import { spawn } from "node:child_process";
  import { setTimeout as sleep } from "node:timers/promises";
  import { inTurn } from ${JSON.stringify(pathToFileURL(resolve("scripts/setup_lock.mjs")).href)};
  const note = (what) => appendFileSync("notes", what + " " + process.pid + "\\n");
  await inTurn("turns", (pid) => note("waits for " + pid + ":"), async (share) => {
    note("begins");
    ${work}
    note("ends");
  });
`;
const holds = "await sleep(600_000);";
const briefly = "await sleep(50);";

let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hud-setup-lock-"));
  writeFileSync(join(folder, "notes"), "");
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function start(work: string): ChildProcess & { pid: number } {
  const child = spawn(process.execPath, ["--input-type=module", "-e", worker(work)], { cwd: folder, stdio: "ignore" });
  started.push(child);
  if (child.pid === undefined) throw new Error("It did not start");
  return Object.assign(child, { pid: child.pid });
}
const notes = (): string[] => readFileSync(join(folder, "notes"), "utf8").split("\n").slice(0, -1);
async function noted(pattern: RegExp): Promise<string> {
  const give_up = Date.now() + 60_000;
  for (;;) {
    const found = notes().find((note) => pattern.test(note));
    if (found !== undefined) return found;
    if (Date.now() > give_up) throw new Error(`${pattern} was not noted:\n${notes().join("\n")}`);
    await sleep(20);
  }
}

test("of several at once, each has its turn alone", async () => {
  const several = Array.from({ length: 5 }, () => start(briefly));
  await Promise.all(several.map((child) => once(child, "exit")));
  const turns = notes().filter((note) => !note.startsWith("waits"));
  expect(turns).toHaveLength(10);
  for (const [index, note] of turns.entries()) {
    if (index % 2 === 1) expect(note).toBe(turns[index - 1]?.replace("begins", "ends"));
  }
});

test("who waits says for whom, once; a turn ends with whoever is killed", async () => {
  const first = start(holds);
  await noted(/begins/);
  const second = start(briefly);
  await noted(new RegExp(`^waits for ${first.pid}: ${second.pid}$`));
  await sleep(500);
  expect(notes()).toEqual([`begins ${first.pid}`, `waits for ${first.pid}: ${second.pid}`]);
  first.kill("SIGKILL");
  await noted(new RegExp(`ends ${second.pid}`));
});

test("but not before the command that it ran, which goes on without it", async () => {
  const first = start(`
    const command = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)"], { detached: true, stdio: "ignore" });
    share(command.pid);
    note("runs " + command.pid + ":");
    ${holds}
  `);
  const command = Number(/\d+/.exec(await noted(/runs/))?.[0]);
  try {
    first.kill("SIGKILL");
    await once(first, "exit");
    const second = start(briefly);
    await noted(new RegExp(`^waits for ${command}: ${second.pid}$`));
    process.kill(command, "SIGKILL");
    await noted(new RegExp(`ends ${second.pid}`));
  } finally {
    try {
      process.kill(command, "SIGKILL");
    } catch {
      // It has ended, as it should.
    }
  }
});

test("work that fails gives the turn back, and what a killed one half wrote does not hold it", async () => {
  const first = start('throw new Error("as a command that fails");');
  await once(first, "exit");
  mkdirSync(join(folder, "turns"), { recursive: true });
  writeFileSync(join(folder, "turns", "7"), "[{");
  utimesSync(join(folder, "turns", "7"), 1, 1);
  writeFileSync(join(folder, "turns", "3"), JSON.stringify([{ pid: process.pid, started: "long ago" }]));
  const second = start(briefly);
  await noted(new RegExp(`ends ${second.pid}`));
});

test.each([
  ["start.mjs", "--help", 0, /^npm start\n/],
  ["start.mjs", "--port", 2, /^There is no option --port/],
  ["test.mjs", "--help", 0, /^npm test/],
])("%s %s starts nothing", (script, option, code, words) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}`, option], { encoding: "utf8" });
  expect(status).toBe(code);
  expect(stdout + stderr).toMatch(words);
});

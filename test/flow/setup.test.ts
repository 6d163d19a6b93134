/** What `npm start` does to a fresh clone: installs and builds when that is needed, and only then. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

let folder: string;
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n").filter(Boolean);

/** Runs `npm start`'s preparations with stand-ins for npm and next. */
function setUp(env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [join(folder, "scripts/prepare.mjs")], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, NODE_ENV: "test", npm_execpath: join(folder, "npm.js"), ...env },
    input: "",
  });
}

const lock = (version: string) =>
  JSON.stringify({
    packages: {
      "": {},
      "node_modules/a": { version },
      "node_modules/elsewhere": { version: "1.0.0", optional: true, os: ["none"] },
    },
  });
const installed = (version: string, more = {}) =>
  JSON.stringify({ packages: { "node_modules/a": { version, ...more } } });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hud-setup-"));
  for (const file of ["setup.mjs", "setup_lock.mjs"]) cpSync(`scripts/${file}`, join(folder, "scripts", file));
  write(
    "scripts/prepare.mjs",
    `import { ensureBuilt, ensureInstalled, finishWith, setUp } from "./setup.mjs";
     setUp();
     finishWith(async () => { await ensureInstalled(); await ensureBuilt(); return 0; });`,
  );
  const noteCall = (what: string) => `
    const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
    appendFileSync("calls", ${JSON.stringify(what)} + process.argv.slice(2).join(" ") + "\\n");
    if (process.env.FAIL === ${JSON.stringify(what)}) { console.log("the reason it gives"); process.exit(7); }
  `;
  const fake_next = `${noteCall("next ")} mkdirSync(".next", { recursive: true });`;
  write(
    "npm.js",
    `${noteCall("npm ")}
     mkdirSync("node_modules/next/dist/bin", { recursive: true });
     writeFileSync("node_modules/next/dist/bin/next", ${JSON.stringify(fake_next)});`,
  );
  write("package.json", "{}");
  write("package-lock.json", lock("1.0.0"));
  write("pages/index.tsx", "one");
  write("calls", "");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const npm = "npm ci --include=dev --no-audit --no-fund";
const next = "next build";

test("a fresh clone is installed and built, once", () => {
  const first = setUp();
  expect(first.stderr).toBe("");
  expect(first.status).toBe(0);
  expect(first.stdout.split("\n").filter((line) => line.includes("…"))).toHaveLength(4);
  expect(calls()).toEqual([npm, next]);
  expect(setUp().stdout).toBe("");
  expect(calls()).toEqual([npm, next]);
});

test("what has changed since is done again", () => {
  setUp();
  write("pages/index.tsx", "two");
  setUp();
  expect(calls()).toEqual([npm, next, next]);
  write("pages/new/page.tsx", "");
  setUp();
  expect(calls()).toEqual([npm, next, next, next]);
  write("docs/readme.md", "not part of the build");
  setUp();
  expect(calls()).toHaveLength(4);
  write("package-lock.json", lock("1.0.1"));
  setUp();
  expect(calls().slice(4)).toEqual([npm, next]);
});

test("packages that npm has installed by hand are recognised, unless they are others or another platform's", () => {
  setUp();
  const reset = (hidden: string) => {
    rmSync(join(folder, "node_modules/.hud-installed"));
    write("node_modules/.package-lock.json", hidden);
    write("calls", "");
    setUp();
    return calls();
  };
  expect(reset(installed("1.0.0"))).toEqual([]);
  expect(reset(installed("1.0.1"))).toEqual([npm]);
  expect(reset(JSON.stringify({ packages: {} }))).toEqual([npm]);
  expect(reset(installed("1.0.0", { os: ["sunos"] }))).toEqual([npm]);
  expect(reset(installed("1.0.0", { os: ["!sunos"], cpu: [process.arch] }))).toEqual([]);
});

test("what fails shows its output, and is tried again the next time", () => {
  const failed = setUp({ FAIL: "npm " });
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain("the reason it gives");
  expect(failed.stderr).toContain("Installing packages failed (exit code 7); its output is above.");
  expect(setUp({ FAIL: "next " }).stderr).toContain("Building the pages failed (exit code 7)");
  expect(setUp().status).toBe(0);
  expect(calls()).toEqual([npm, npm, next, next]);
});

test("looking at the sources takes little time", () => {
  for (let n = 0; n < 400; n++) write(`components/c${n % 20}/file${n}.tsx`, "x".repeat(5_000));
  setUp();
  const before = performance.now();
  setUp();
  const looked = performance.now();
  spawnSync(process.execPath, ["-e", "0"]);
  // Both start a Node; the rest is ours: 30 ms, but the machine may be busy.
  const own_ms = looked - before - (performance.now() - looked);
  expect(own_ms).toBeLessThan(1_000);
});

/**
 * What a fresh clone lacks: packages and a build. Plain Node without dependencies, and without syntax newer than the
 * oldest Node that should still be told that it is too old.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inTurn } from "./setup_lock.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

const oldest_node = [20, 9];
const install_stamp = join(root, "node_modules", ".hud-installed");
const build_stamp = join(root, ".next", ".hud-built");
/** What the pages are made of. */
const page_sources = [
  "package-lock.json",
  "next.config.ts",
  "tsconfig.json",
  "pages",
  "components",
  "lib",
  "clickhouse_queries",
  "public",
];
/** What the processes are made of. */
const process_sources = [
  "package-lock.json",
  "tsconfig.json",
  "engines",
  "workers",
  "lib",
  "clickhouse_queries",
  "scripts/bundle.mjs",
];

/** For this process and its children; what the user has set stays. */
const environment = {
  // Node 22 and newer keep compiled modules here: every start after the first is quicker.
  NODE_COMPILE_CACHE: join(root, ".cache", "node"),
  NEXT_TELEMETRY_DISABLED: "1",
  // It repeats in every process that Node 20 will be too old for future versions; ours are pinned.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

/** Ends the process with a clear sentence on a Node that is too old; moves to the project's root. */
export function setUp() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldest_node[0] || (major === oldest_node[0] && minor < oldest_node[1])) {
    console.error(`The HUD needs Node ${oldest_node.join(".")} or newer; this is Node ${process.versions.node}.`);
    process.exit(1);
  }
  process.chdir(root);
  Object.assign(process.env, { ...environment, ...process.env });
}

/** Installs the packages if they are missing or not those of package-lock.json. */
export async function ensureInstalled() {
  const lock = readFileSync(join(root, "package-lock.json"));
  const wanted = hash([lock, process.platform, process.arch]);
  const isDone = () => readText(install_stamp) === wanted;
  await unlessDone(isDone, async (share) => {
    if (!isInstalledByHand(JSON.parse(lock.toString("utf8")))) {
      // From inside `npm start`, the same npm; otherwise the one on the PATH.
      const npm = process.env.npm_execpath;
      const flags = ["ci", "--include=dev", "--no-audit", "--no-fund"];
      const is_windows = process.platform === "win32";
      await runQuietly(
        "Installing packages (about a minute)",
        npm !== undefined && npm.endsWith(".js")
          ? { command: process.execPath, args: [npm, ...flags], share }
          : { command: is_windows ? "npm.cmd" : "npm", args: flags, shell: is_windows, share },
      );
    }
    writeFileSync(install_stamp, wanted);
  });
}

/**
 * Bundles the processes if what they are made of has changed since they were bundled.
 * @returns the folder that they are in
 */
export async function ensureBundled() {
  const { bundled } = await import("./bundle.mjs");
  return bundled({
    root,
    folder: join(root, ".cache", "processes"),
    version: hashSources(process_sources).slice(0, 16),
  });
}

/** Builds the pages if what they are made of has changed since they were built. */
export async function ensureBuilt() {
  const wanted = hashSources(page_sources);
  const isDone = () => readText(build_stamp) === wanted;
  await unlessDone(isDone, async (share) => {
    // A build that fails or is broken off must not pass for the one before.
    rmSync(build_stamp, { force: true });
    await runQuietly("Building the pages (about half a minute)", {
      command: process.execPath,
      args: [join(root, "node_modules", "next", "dist", "bin", "next"), "build"],
      env: { NODE_ENV: "production" },
      share,
    });
    mkdirSync(join(root, ".next"), { recursive: true });
    writeFileSync(build_stamp, wanted);
  });
}

/** Does the work if it is not done, nor has been by another process meanwhile. */
async function unlessDone(isDone, work) {
  if (isDone()) return;
  const onWait = (pid) =>
    process.stdout.write(`Another command (process ${pid}) is installing or building here; waiting for it …\n`);
  await inTurn(join(root, ".cache", "setup"), onWait, async (share) => {
    if (!isDone()) await work(share);
  });
}

/** A command that ended badly; its output has been shown. */
export class CommandFailed extends Error {}

/** Runs main, and turns what it throws into a message and its result into the exit code. */
export async function finishWith(main) {
  try {
    process.exit(await main());
  } catch (problem) {
    console.error(problem instanceof CommandFailed ? problem.message : problem);
    process.exit(1);
  }
}

/**
 * Runs a command with our input and output, passing on the signals that end us.
 * @returns its exit code; 128 + the signal's number as shells have it when a signal ended it
 */
export function runAttached(command, args, env = {}) {
  const child = spawn(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  return whenEnded(child);
}

/**
 * Runs a command whose output, or the end of a long one, is given back instead of shown; the exit code as above.
 * @param share is told its pid
 */
export async function runCollected(command, args, env = {}, { shell = false, share = () => {} } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
    shell,
  });
  if (child.pid !== undefined) share(child.pid);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes) => {
      output = (output + bytes.toString("utf8")).slice(-100_000);
    });
  }
  return { code: await whenEnded(child), output };
}

/** Says one line, keeps the command's output to itself, and shows it only if the command fails. */
async function runQuietly(what, { command, args, env = {}, shell = false, share }) {
  const started_ms = Date.now();
  process.stdout.write(`${what} …\n`);
  const { code, output } = await runCollected(command, args, env, { shell, share });
  if (code > 128) process.exit(code);
  if (code !== 0) {
    process.stderr.write(`${output}\n`);
    throw new CommandFailed(`${what.replace(/ \(.*/, "")} failed (exit code ${code}); its output is above.`);
  }
  process.stdout.write(`… done in ${((Date.now() - started_ms) / 1000).toFixed(0)} s\n`);
}

function whenEnded(child) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(signal === null ? code : 128 + { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] || 1);
    });
  });
}

/** Whether node_modules, put there by the user's own npm command, holds what the lock says, for this platform. */
function isInstalledByHand(lock) {
  const text = readText(join(root, "node_modules", ".package-lock.json"));
  if (text === null) return false;
  const installed = JSON.parse(text).packages;
  const same = Object.entries(lock.packages).every(([path, entry]) => {
    if (path === "") return true;
    const found = installed[path];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
  const of_this_platform = Object.values(installed).every(
    ({ os, cpu }) => allows(os, process.platform) && allows(cpu, process.arch),
  );
  return same && of_this_platform;
}

/** npm's rule for "os" and "cpu": a list of what is meant, or of "!what" is not. */
function allows(list, actual) {
  if (list === undefined || list.length === 0) return true;
  return list.includes(actual) || (list.every((word) => word.startsWith("!")) && !list.includes(`!${actual}`));
}

function hashSources(sources) {
  const hashed = createHash("sha256").update(process.versions.node.split(".")[0]);
  for (const source of sources) {
    for (const path of filesUnder(source)) {
      const bytes = readFileSync(join(root, path));
      hashed.update(`${path}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hashed.digest("hex");
}

/** The files at or under a path, in an order that does not depend on the file system; nothing if it does not exist. */
function filesUnder(path) {
  if (!existsSync(join(root, path))) return [];
  let entries;
  try {
    entries = readdirSync(join(root, path), { withFileTypes: true });
  } catch (problem) {
    if (problem.code === "ENOTDIR") return [path];
    throw problem;
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const inside = `${path}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(inside) : [inside];
  });
}

function hash(parts) {
  const hashed = createHash("sha256");
  for (const part of parts) hashed.update(part).update("\0");
  return hashed.digest("hex");
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

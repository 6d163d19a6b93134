/**
 * Completes package-lock.json with the optional platform packages that npm left out, so that `npm ci` accepts it on
 * every platform.
 *
 * A package such as `next` lists one optional package per platform. When the registry in use lacks some of them, npm
 * drops those from the lock, and `npm ci` then refuses the lock on any machine ("Missing: … from lock file"). A stub
 * with the version and the platform is enough: npm skips it elsewhere and fetches it where it is needed.
 *
 *   node scripts/complete_lock.mjs [--check] [path of a package-lock.json]
 *
 * `--check` writes nothing and exits 1 when stubs are missing.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/** What a platform package's name says: "@scope/name-linux-arm64-musl" is for Linux on arm64 with musl. */
function platformOf(name) {
  const words = name.split("/").at(-1).split(/[-.]/);
  const platform = {};
  const cpu = processors.filter((processor) => words.includes(processor));
  const os = systems.filter((system) => words.includes(system) || (system === "linux" && words.includes("linuxmusl")));
  if (cpu.length > 0) platform.cpu = cpu;
  if (os.length > 0) platform.os = os;
  if (os.includes("linux")) {
    const last = words.at(-1);
    if (words.includes("linuxmusl") || last.startsWith("musl")) platform.libc = ["musl"];
    else if (last.startsWith("gnu")) platform.libc = ["glibc"];
  }
  return platform;
}

/** The lock's entry that Node would find for `name`, asked for by the package at `from`; null if there is none. */
function resolve(packages, from, name) {
  for (let folder = from; ;) {
    const found = packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`];
    if (found !== undefined) return found;
    if (folder === "") return null;
    const parent = folder.lastIndexOf("/node_modules/");
    folder = parent < 0 ? "" : folder.slice(0, parent);
  }
}

/** The entries that `packages` lacks, by their path in it. */
function missingStubs(packages) {
  const all = { ...packages };
  const stubs = {};
  for (const [from, entry] of Object.entries(packages)) {
    for (const [name, wanted] of Object.entries(entry.optionalDependencies ?? {})) {
      const exact = /^\d/.test(wanted);
      const found = resolve(all, from, name);
      if (found !== null && (!exact || found.version === wanted)) continue;
      // A range's lower end satisfies it; anything more complicated is not what platform packages use.
      const version = wanted.replace(/^(\^|~|>=)\s*/, "");
      if (!/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version)) {
        throw new Error(`${from} wants ${name}@${wanted}: no version can be read from that.`);
      }
      const top = `node_modules/${name}`;
      const path = all[top] === undefined ? top : `${from}/${top}`;
      const { cpu, libc, os } = platformOf(name);
      stubs[path] = {
        version,
        ...(cpu && { cpu }),
        ...(entry.dev && { dev: true }),
        ...(libc && { libc }),
        optional: true,
        ...(os && { os }),
      };
      all[path] = stubs[path];
    }
  }
  return stubs;
}

const words = process.argv.slice(2);
const check = words.includes("--check");
const file = words.find((word) => !word.startsWith("--")) ?? "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
const stubs = missingStubs(lock.packages);
const paths = Object.keys(stubs);

if (check && paths.length > 0) {
  console.error(`${file} lacks ${paths.length} optional platform packages:\n${paths.join("\n")}`);
  console.error("Run: node scripts/complete_lock.mjs");
  process.exitCode = 1;
} else if (paths.length === 0) {
  console.log(`${file} is complete.`);
} else {
  const packages = Object.entries({ ...lock.packages, ...stubs }).sort(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
  renameSync(`${file}.new`, file);
  for (const path of paths) console.log(`+ ${path} ${stubs[path].version}`);
  console.log(`${file}: ${paths.length} stubs added.`);
}

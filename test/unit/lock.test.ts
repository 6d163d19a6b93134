/** package-lock.json holds every optional platform package, so that `npm ci` accepts it on every platform. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const completeLock = (...args: string[]) =>
  spawnSync(process.execPath, ["scripts/complete_lock.mjs", ...args], { encoding: "utf8" });

test("package-lock.json is complete", () => {
  const { status, stderr } = completeLock("--check");
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("package-lock.json names no registry: everyone's own is used", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toMatch(/"resolved": "https?:/);
});

describe("completing a lock", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hud-lock-"));
    file = join(folder, "package-lock.json");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("adds what is missing with its platform, where Node would find it, and then finds nothing more to do", () => {
    const packages = {
      "": { name: "x" },
      "node_modules/@a/lib-linux-x64-gnu": { version: "1.0.0", optional: true },
      "node_modules/a": {
        version: "1.0.0",
        dev: true,
        optionalDependencies: {
          "@a/lib-linux-x64-gnu": "1.0.0",
          "@a/lib-linux-arm64-musl": "1.0.0",
          "@a/lib-darwin-arm64": "1.0.0",
          "@a/lib-win32-x64-msvc": "^1.0.0",
          "@a/linuxmusl-x64": "1.0.0",
        },
      },
      "node_modules/b": { version: "2.0.0" },
      "node_modules/b/node_modules/a": { version: "2.0.0", optionalDependencies: { "@a/lib-linux-x64-gnu": "2.0.0" } },
    };
    writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages }));

    const check = completeLock("--check", file);
    expect(check.status).toBe(1);
    expect(check.stderr).toContain("node_modules/@a/lib-darwin-arm64");
    expect(completeLock(file).status).toBe(0);
    expect(completeLock("--check", file).status).toBe(0);

    const completed: unknown = JSON.parse(readFileSync(file, "utf8"));
    const stub = { version: "1.0.0", dev: true, optional: true };
    expect(completed).toEqual({
      lockfileVersion: 3,
      packages: {
        ...packages,
        "node_modules/@a/lib-linux-arm64-musl": { ...stub, cpu: ["arm64"], libc: ["musl"], os: ["linux"] },
        "node_modules/@a/lib-darwin-arm64": { ...stub, cpu: ["arm64"], os: ["darwin"] },
        "node_modules/@a/lib-win32-x64-msvc": { ...stub, cpu: ["x64"], os: ["win32"] },
        "node_modules/@a/linuxmusl-x64": { ...stub, cpu: ["x64"], libc: ["musl"], os: ["linux"] },
        "node_modules/b/node_modules/a/node_modules/@a/lib-linux-x64-gnu": {
          version: "2.0.0",
          cpu: ["x64"],
          libc: ["glibc"],
          optional: true,
          os: ["linux"],
        },
      },
    });
  });

  test("a version that cannot be read is an error, not a guess", () => {
    const packages = { "node_modules/a": { version: "1.0.0", optionalDependencies: { b: "1.x || 2.x" } } };
    writeFileSync(file, JSON.stringify({ packages }));
    const { status, stderr } = completeLock(file);
    expect(status).not.toBe(0);
    expect(stderr).toContain("node_modules/a wants b@1.x || 2.x");
  });
});

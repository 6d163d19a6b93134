/**
 * `npm test`: every check there is, also after one has failed; the last line counts them.
 *
 * `npm test -- <pattern>` narrows the tests, not the other checks.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  CommandFailed,
  ensureBuilt,
  ensureBundled,
  ensureInstalled,
  finishWith,
  root,
  runAttached,
  runCollected,
  setUp,
} from "./setup.mjs";

const filters = process.argv.slice(2);
const usage = `npm test -- [jest's options and patterns]

Runs every check, also after one has failed, and counts them in the last line: build, types, lint, format, and the tests:
unit, real engines, browser. What is given narrows the tests alone, as in: npm test -- test/unit
`;
const results_file = join(root, ".cache", "jest-results.json");
const bin = (path) => join(root, "node_modules", path);
const node = (args, env) => runCollected(process.execPath, args, env);
/** What does not need the other: two at a time keep two cores busy. */
const lanes = [
  [{ name: "lint", run: () => node([bin("eslint/bin/eslint.js"), ".", "--max-warnings", "0"]) }],
  [
    { name: "types", run: checkTypes },
    { name: "format", run: () => node([bin("prettier/bin/prettier.cjs"), "--check", "."]) },
  ],
];

/** next-env.d.ts and what it names are Next's to write: a fresh clone has neither, and `npm run dev` leaves others. */
async function checkTypes() {
  const generated = await node([bin("next/dist/bin/next"), "typegen"], { NODE_ENV: "production" });
  return generated.code === 0 ? node([bin("typescript/bin/tsc"), "--noEmit"]) : generated;
}

async function build() {
  await ensureBuilt();
  await ensureBundled();
  return { code: 0, output: "" };
}

const heading = (name) => `\n── ${name} ${"─".repeat(Math.max(3, 60 - name.length))}`;

/** Runs one check; what it said stands under its heading, whole, however many run at once. */
async function measured(name, run) {
  const started_ms = Date.now();
  let code;
  let output;
  try {
    ({ code, output } = await run());
  } catch (problem) {
    if (!(problem instanceof CommandFailed)) throw problem;
    ({ code, output } = { code: 1, output: problem.message });
  }
  if (code > 128) process.exit(code);
  const seconds = (Date.now() - started_ms) / 1000;
  if (output !== "") console.log(`${heading(name)}\n${output.trimEnd()}`);
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds.toFixed(1)} s)`);
  return { name, code, seconds };
}

/** What jest counted; a suite that could not even be loaded counts as one failure. */
function readResults() {
  try {
    const results = JSON.parse(readFileSync(results_file, "utf8"));
    return {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

setUp();
finishWith(async () => {
  if (filters.includes("--help") || filters.includes("-h")) {
    process.stdout.write(usage);
    return 0;
  }
  await ensureInstalled();
  const done = [await measured("build", build)];
  await Promise.all(
    lanes.map(async (checks) => {
      for (const { name, run } of checks) done.push(await measured(name, run));
    }),
  );

  mkdirSync(join(root, ".cache"), { recursive: true });
  rmSync(results_file, { force: true });
  const jest = [bin("jest/bin/jest.js"), "--json", `--outputFile=${results_file}`, ...filters];
  console.log(heading("tests"));
  const tests = await measured("tests", async () => ({
    code: await runAttached(process.execPath, jest, { NODE_ENV: "test" }),
    output: "",
  }));
  const { passed, failed, skipped } = readResults();
  // Jest can fail without a failed test: it crashed, or found nothing to run.
  const tests_failed = tests.code !== 0 ? Math.max(failed, 1) : failed;

  console.log("\n── summary");
  for (const { name, code, seconds } of done)
    console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds.toFixed(1)} s)`);
  const counts = `${passed} passed, ${tests_failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  console.log(`${tests_failed === 0 ? "✓" : "✗"} tests: ${counts} (${tests.seconds.toFixed(1)} s)`);
  const checks_failed = done.filter(({ code }) => code !== 0).length;
  const all_passed = passed + done.length - checks_failed;
  const all_failed = tests_failed + checks_failed;
  console.log(`\n${all_passed} passed, ${all_failed} failed`);
  return all_failed === 0 ? 0 : 1;
});

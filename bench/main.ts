/** `npm run bench`: runs the benchmarks, prints a table, and writes bench/results.json. */
import { commitPages } from "bench/commit_page";
import { classify } from "bench/classify";
import { artifacts } from "bench/artifacts";
import { freshness } from "bench/freshness";
import { gridApi } from "bench/grid_api";
import { gridPage } from "bench/grid_page";
import { gridQuery } from "bench/grid_query";
import { ingest } from "bench/ingest";
import { install } from "bench/install";
import { logViewer } from "bench/log_viewer";
import type { Benchmark, Figure } from "bench/measure";
import { ootQueries } from "bench/oot_queries";
import { start } from "bench/start";
import { testHistories } from "bench/test_history";
import { testReports } from "bench/test_reports";
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";

const all: readonly Benchmark[] = [
  gridQuery,
  commitPages,
  ootQueries,
  gridPage,
  logViewer,
  gridApi,
  ingest,
  classify,
  freshness,
  start,
  install,
  testReports,
  testHistories,
  artifacts,
];

const usage = `npm run bench [-- --only name,name] [--quick]

Benchmarks: ${all.map(({ name }) => name).join(", ")}.
--quick takes small sizes, to see that they run; its figures mean nothing.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, quick: { type: "boolean", default: false }, help: { type: "boolean" } },
  });
  const wanted = values.only?.split(",") ?? all.map(({ name }) => name);
  const unknown = wanted.filter((name) => !all.some((benchmark) => benchmark.name === name));
  if (values.help || unknown.length > 0) {
    process.stdout.write(`${unknown.length > 0 ? `Unknown: ${unknown.join(", ")}\n\n` : ""}${usage}\n`);
    return unknown.length > 0 ? 2 : 0;
  }
  const results: { name: string; method: string; figures: Figure[] }[] = [];
  for (const benchmark of all.filter(({ name }) => wanted.includes(name))) {
    process.stdout.write(`\n${benchmark.name}: ${benchmark.method}\n`);
    const figures = await benchmark.run({ quick: values.quick, say: (line) => process.stdout.write(`  … ${line}\n`) });
    for (const figure of figures) process.stdout.write(`  ${row(figure)}\n`);
    results.push({ name: benchmark.name, method: benchmark.method, figures });
  }
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memory_gb: totalmem() / 2 ** 30,
  };
  const written = { at: new Date().toISOString(), quick: values.quick, machine, results };
  await writeFile("bench/results.json", `${JSON.stringify(written, null, 2)}\n`);
  const missed = results.flatMap(({ figures }) => figures).filter(({ ok }) => ok === false);
  process.stdout.write(
    `\n${missed.length === 0 ? "All bars met" : `${missed.length} bars missed`}; bench/results.json\n`,
  );
  return missed.length === 0 || values.quick ? 0 : 1;
}

function row({ what, value, unit, bar, ok }: Figure): string {
  const shown = `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`.trimEnd();
  const verdict = bar === undefined ? "" : `${ok ? "met" : "MISSED"} (${bar.trim()})`;
  return `${what.padEnd(44)} ${shown.padStart(12)}  ${verdict}`.trimEnd();
}

process.exitCode = await main();

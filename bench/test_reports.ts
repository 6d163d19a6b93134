/** A test report of 200 MB from the archive to ClickHouse: how fast, and in how much memory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { above, below, type Benchmark } from "bench/measure";
import { warehouseClient } from "lib/warehouse/client";
import { migrate } from "lib/warehouse/migrate";
import { startClickhouse } from "test/kit/clickhouse";
import { z } from "zod";

const Told = z.object({ cases: z.int(), seconds: z.number(), peak_mb: z.number() });

export const testReports: Benchmark = {
  name: "test_reports",
  method:
    "a pytest report of 200 MB with 1.2 million cases, one in 500 failed, picked up from the archive by a process of its own: seconds from its first byte to the last row stored in all tables; that process's peak resident memory",
  async run({ quick, say }) {
    const folder = await mkdtemp(path.join(tmpdir(), "hud-bench-reports-"));
    const kit = await startClickhouse();
    const warehouse = warehouseClient({ url: kit.url, username: "default", password: "", database: "default" });
    try {
      await migrate(warehouse);
      const key = "test-reports/bench/tests/9/1/90/report.xml";
      await writeReport(path.join(folder, key), quick ? 5e6 : 200e6);
      say("the report is written");
      const { cases, seconds, peak_mb } = await pickUp(folder, kit.url, key);
      return [
        { what: "cases", value: cases, unit: "" },
        above("cases stored", cases / seconds, "/s", 30_000),
        below("peak memory", peak_mb, "MB", 300),
      ];
    } finally {
      await warehouse.close();
      await kit.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function pickUp(folder: string, clickhouse_url: string, key: string): Promise<z.infer<typeof Told>> {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/pick_up_report.ts", folder, clickhouse_url, key], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  await once(child, "close");
  if (child.exitCode !== 0) throw new Error("The report was not picked up");
  return Told.parse(JSON.parse(output));
}

async function writeReport(file: string, bytes_min: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const out = createWriteStream(file);
  out.write('<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest">');
  let bytes = 0;
  for (let number = 0; bytes < bytes_min;) {
    let some = "";
    for (const end = number + 500; number < end; number++) some += caseXml(number);
    bytes += some.length;
    if (!out.write(some)) await once(out, "drain");
  }
  out.end("</testsuite></testsuites>");
  await once(out, "finish");
}

function caseXml(number: number): string {
  const text = `<failure message="AssertionError: ${number} is not close">${"  File x.py, line 3\n".repeat(30)}</failure>`;
  const inside = number % 500 === 0 ? text : "";
  const place = `classname="tests.nn.test_module_${number % 1000}.TestModule" file="tests/nn/test_module_${number % 1000}.py"`;
  return `<testcase ${place} name="test_forward_backward_cpu_float32_${number}" time="0.0${number % 97}">${inside}</testcase>\n`;
}

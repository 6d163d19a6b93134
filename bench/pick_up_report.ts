/** Picks one report up from an archive folder and says how that went: `pick_up_report.ts <folder> <ClickHouse's URL> <key>`. */
import { FolderArchive } from "lib/archive/folder";
import { warehouseClient } from "lib/warehouse/client";
import { TestReports } from "lib/warehouse/test_reports";
import { pino } from "pino";
import { ReportPickup } from "workers/report_pickup";
import { z } from "zod";

const [folder, url, key] = z.tuple([z.string(), z.url(), z.string()]).parse(process.argv.slice(2));
const warehouse = warehouseClient({ url, username: "default", password: "", database: "default" });
const archive = new FolderArchive(folder);
const pickup = new ReportPickup({ archive, reports: new TestReports(warehouse), log: pino({ level: "silent" }) });
const began = performance.now();
if ((await pickup.pickUpKey(key)) !== "stored") throw new Error("The report was not stored");
const seconds = (performance.now() - began) / 1000;
const result = await warehouse.query({
  query: "SELECT toUInt32(count()) AS cases FROM test_run",
  format: "JSONEachRow",
});
const [row] = z.tuple([z.object({ cases: z.int() })]).parse(await result.json());
process.stdout.write(JSON.stringify({ ...row, seconds, peak_mb: process.resourceUsage().maxRSS / 1024 }));
await warehouse.close();

/**
 * A HUD whose parts are small stand-ins, for tests of how it starts, falls and stops: FAKE_PARTS holds their files (and
 * `prepare_failures`, how often preparing fails first; `says_built`, whether there is something to build). Run as a process of its own, like `npm start`.
 */
import { z } from "zod";
import { runHud } from "engines/hud";
import type { Config } from "lib/config";
import type { Part } from "engines/supervisor";

const fake_parts = z.object({
  clickhouse: z.string(),
  dynamodb: z.string(),
  workers: z.string(),
  web: z.string(),
  prepare_failures: z.int().default(0),
  says_built: z.boolean().default(false),
});
const { prepare_failures, says_built, ...files } = fake_parts.parse(JSON.parse(process.env.FAKE_PARTS ?? "{}"));

const part = (file: string): Part => ({ file, start_seconds: 5, stop_seconds: 1 });
let failures = 0;

void runHud({
  dev: false,
  started_ms: Date.now(),
  ...(says_built && { build: async () => void process.stdout.write("built\n") }),
  parts: {
    clickhouse: part(files.clickhouse),
    dynamodb: part(files.dynamodb),
    workers: part(files.workers),
    web: { ...part(files.web), start_seconds: null },
    loadPrepare: () => Promise.resolve(prepare),
  },
}).then((code) => process.exit(code));

async function prepare(config: Config): Promise<void> {
  if (failures++ < prepare_failures) throw new Error("no tables yet");
  if (config.clickhouse.url !== null) await fetch(config.clickhouse.url);
  process.stdout.write("prepared\n");
}

/** The DynamoDB sidecar's process: `node --import tsx engines/dynamodb/main.ts --data <dir> --port <n>`. */
import { startDynamodbServer } from "engines/dynamodb/server";
import { parseArgs } from "node:util";
import { z } from "zod";

const argument_types = {
  data: { type: "string" },
  port: { type: "string" },
  "retention-ms": { type: "string" },
} as const;

const argument_schema = z.object({
  data: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65535),
  "retention-ms": z.coerce.number().int().positive().optional(),
});

function log(level: "error" | "fatal", error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level, engine: "dynamodb", message })}\n`);
}

/** One sentence on stderr, no stack: for what the person who started it can mend. */
function exitWith(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const parsed = argument_schema.safeParse(parseArgs({ options: argument_types }).values);
  if (!parsed.success) exitWith(`Usage: --data <dir> --port <n>. ${z.prettifyError(parsed.error)}`);
  const { data, port, "retention-ms": retention_ms } = parsed.data;
  const server = await startDynamodbServer({
    data_dir: data,
    port,
    retention_ms,
    onError: (error) => log("error", error),
    onFatal: (error) => {
      log("fatal", error);
      process.exit(1);
    },
  });

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log("fatal", error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("disconnect", stop);
  // The parent may have gone while we started.
  if (process.send !== undefined && !process.connected) return stop();

  const ready = { ready: { url: server.url } };
  process.stdout.on("error", () => undefined);
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  // A parent that goes at this very moment is noticed by the channel's end.
  process.send?.(ready, () => undefined);
}

main().catch((error: unknown) => exitWith(error instanceof Error ? error.message : String(error)));

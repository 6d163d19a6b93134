/** GET /api/readyz — the engines can be reached. */
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { within } from "lib/server/patience";
import { route } from "lib/server/route";
import type { Services } from "lib/server/services";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

/** An orchestrator that asks waits no longer than a few seconds itself. */
const patience_seconds = 3;

export default route("/api/readyz", {
  GET: async (_request, response, services) => {
    const engines = Object.fromEntries(
      await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await isUp(name, check(services))] as const),
      ),
    );
    const ok = Object.values(engines).every(Boolean);
    if (ok) return { ok, engines };
    const away = Object.keys(engines).filter((name) => !engines[name]);
    response.setHeader("Retry-After", "5");
    response.status(503).json({ error: `Not reachable: ${away.join(", ")}`, ok, engines });
    return undefined;
  },
});

const checks: Record<string, (services: Services) => Promise<unknown>> = {
  dynamodb: ({ dynamo }) => dynamo.send(new ListTablesCommand({ Limit: 1 })),
  clickhouse: async ({ warehouse }) => {
    const { success } = await warehouse.ping();
    if (!success) throw new Error("no answer");
  },
  archive: ({ archive }) => archive.check(),
};

async function isUp(name: string, check: Promise<unknown>): Promise<boolean> {
  try {
    await within(patience_seconds, name, check);
    return true;
  } catch {
    return false; // Which engine is away is all that may be told.
  }
}

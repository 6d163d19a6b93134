/** A saved query's rows as an answer, passed through from ClickHouse unparsed. */
import type { SavedQuery } from "lib/model/saved_query";
import { patternProblem } from "lib/logs/classify";
import { ApiError } from "lib/server/api_error";
import { withoutFormulas } from "lib/server/csv";
import { whileAlive } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { streamQuery } from "lib/warehouse/run_query";
import type { NextApiResponse } from "next";
import { pipeline } from "node:stream/promises";

const content_types = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

export async function replyWithRows(
  services: Services,
  response: NextApiResponse,
  ask: { query: SavedQuery; params: Record<string, unknown>; format: keyof typeof content_types },
): Promise<void> {
  const { query, params, format } = ask;
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const stop = services.metrics.query_seconds.startTimer({ query: query.name });
  try {
    const rows = await whileAlive(services, streamQuery(services.warehouse, query, params, format, gone.signal));
    response.setHeader("Content-Type", content_types[format]);
    if (format === "csv") response.setHeader("Content-Disposition", `attachment; filename="${query.name}.csv"`);
    await (format === "csv" ? pipeline(rows, withoutFormulas(), response) : pipeline(rows, response));
  } catch (error) {
    if (gone.signal.aborted) return; // The asker went away: there is nobody to tell.
    const name = ["pattern", "q"].find((parameter) => parameter in query.params.shape);
    const problem = name === undefined ? null : patternProblem(error);
    throw problem ? new ApiError(400, `${name}: ${problem.message}`) : error;
  } finally {
    stop();
  }
}

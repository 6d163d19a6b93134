/** A saved query's rows as an answer, passed through from ClickHouse unparsed. */
import type { SavedQuery } from "lib/model/saved_query";
import { patternProblem } from "lib/logs/classify";
import { ApiError, resultTooLarge } from "lib/server/api_error";
import { withoutFormulas } from "lib/server/csv";
import { whileAlive } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { result_bytes_max, streamQuery } from "lib/warehouse/run_query";
import type { NextApiResponse } from "next";
import { Transform } from "node:stream";
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
    const asked = streamQuery(services.warehouse, query, params, format, gone.signal);
    const { stream: rows, size_bytes } = await whileAlive(services, asked);
    if (size_bytes !== null && size_bytes > result_bytes_max) {
      rows.destroy();
      throw resultTooLarge();
    }
    response.setHeader("Content-Type", content_types[format]);
    if (format === "csv") response.setHeader("Content-Disposition", `attachment; filename="${query.name}.csv"`);
    // A server that does not say how much it sends is cut off in the middle, which the client sees.
    const bound = atMost(result_bytes_max);
    await (format === "csv" ? pipeline(rows, bound, withoutFormulas(), response) : pipeline(rows, bound, response));
  } catch (error) {
    // The asker went away: there is nobody to tell. (What is too large ends the response too, but is our word.)
    if (gone.signal.aborted && !(error instanceof ApiError)) return;
    const name = ["pattern", "q"].find((parameter) => parameter in query.params.shape);
    const problem = name === undefined ? null : patternProblem(error);
    throw problem ? new ApiError(400, `${name}: ${problem.message}`) : error;
  } finally {
    stop();
  }
}

/** Passes bytes on; fails once there were more. */
function atMost(bytes_max: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > bytes_max) done(resultTooLarge());
      else done(null, chunk);
    },
  });
}

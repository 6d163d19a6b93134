/** GET /api/clickhouse/<query>?parameters=<JSON object>&format=json|csv — runs a saved query by name. */
import { saved_queries } from "clickhouse_queries/index";
import { ApiError } from "lib/server/api_error";
import { parameterObject } from "lib/server/query_parameters";
import { optionalQueryText, queryText, route } from "lib/server/route";
import { streamQuery } from "lib/warehouse/run_query";
import { pipeline } from "node:stream/promises";

export const config = { api: { responseLimit: false } };

export default route("/api/clickhouse", {
  GET: async (request, response, { warehouse, metrics }) => {
    const query = saved_queries.get(queryText(request, "query"));
    if (!query) throw new ApiError(404, "There is no saved query of that name; see /docs/api");
    const format = optionalQueryText(request, "format") ?? "json";
    if (format !== "json" && format !== "csv") throw new ApiError(400, "format: must be json or csv");
    const params = query.params.parse(parameterObject(optionalQueryText(request, "parameters")));

    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const stop = metrics.query_seconds.startTimer({ query: query.name });
    try {
      const rows = await streamQuery(warehouse, query, params, format, gone.signal);
      response.setHeader(
        "Content-Type",
        format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
      );
      if (format === "csv") response.setHeader("Content-Disposition", `attachment; filename="${query.name}.csv"`);
      await pipeline(rows, response);
    } catch (error) {
      if (!gone.signal.aborted) throw error; // The asker went away: there is nobody to tell.
    } finally {
      stop();
    }
    return undefined;
  },
});

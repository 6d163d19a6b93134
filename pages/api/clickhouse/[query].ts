/** GET /api/clickhouse/<query>?parameters=<JSON object>&format=json|csv — runs a saved query by name. */
import { saved_queries } from "clickhouse_queries/index";
import { ApiError } from "lib/server/api_error";
import { parameterObject } from "lib/server/query_parameters";
import { optionalQueryText, queryText, route } from "lib/server/route";
import { replyWithRows } from "lib/server/saved_query_reply";

export const config = { api: { bodyParser: false, responseLimit: false } };

export default route("/api/clickhouse", {
  GET: async (request, response, services) => {
    const query = saved_queries.get(queryText(request, "query"));
    if (!query) throw new ApiError(404, "There is no saved query of that name; see /docs/api");
    const format = optionalQueryText(request, "format") ?? "json";
    if (format !== "json" && format !== "csv") throw new ApiError(400, "format: must be json or csv");
    const params = query.params.parse(parameterObject(optionalQueryText(request, "parameters")));
    await replyWithRows(services, response, { query, params, format });
    return undefined;
  },
});

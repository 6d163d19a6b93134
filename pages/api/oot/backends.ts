/** GET /api/oot/backends?days=&scope=&upstream=&format= — every out-of-tree backend, heard from or only registered. */
import { ApiError } from "lib/server/api_error";
import { ootBackends } from "lib/server/oot_backends";
import { backendsCsv } from "lib/server/oot_csv";
import { BackendsQuery, ootQuery } from "lib/server/oot_query";
import { optionalQueryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false, responseLimit: false } };

export default route("/api/oot/backends", {
  GET: async (request, response, services) => {
    const format = optionalQueryText(request, "format") ?? "json";
    if (format !== "json" && format !== "csv") throw new ApiError(400, "format: must be json or csv");
    const answer = await ootBackends(services, ootQuery(request, BackendsQuery, ["format"]), Date.now());
    if (format === "json") return answer;
    response.setHeader("Content-Type", "text/csv; charset=utf-8");
    response.setHeader("Content-Disposition", 'attachment; filename="oot_backends.csv"');
    response.status(200).send(backendsCsv(answer.backends));
    return undefined;
  },
});

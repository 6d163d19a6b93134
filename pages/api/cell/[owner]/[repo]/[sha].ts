/** GET /api/cell/<owner>/<repo>/<sha>?name=<workflow / job> — one cell of the grid: its runs, and the job's history on trunk. */
import { cellAnswer } from "lib/server/cell";
import { repoOf, shaOf } from "lib/server/path_parameters";
import { queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/cell", {
  GET: (request, _response, services) =>
    cellAnswer(services, repoOf(request), shaOf(queryText(request, "sha")), queryText(request, "name")),
});

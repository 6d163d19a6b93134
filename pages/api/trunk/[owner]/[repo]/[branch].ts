/** GET /api/trunk/<owner>/<repo>/<branch> — how a branch is doing: red since when, by which jobs, and its sevs. */
import { repoOf } from "lib/server/path_parameters";
import { queryText, route } from "lib/server/route";
import { branchState } from "lib/server/trunk";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/trunk", {
  GET: (request, _response, services) => branchState(services, repoOf(request), queryText(request, "branch")),
});

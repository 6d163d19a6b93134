/** GET /api/sha/<owner>/<repo>/<at least 4 digits> — a commit's whole hash. */
import { repoOf } from "lib/server/path_parameters";
import { queryText, route } from "lib/server/route";
import { fullSha } from "lib/server/sha";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/sha", {
  GET: async (request, _response, services) => ({
    sha: await fullSha(services, repoOf(request), queryText(request, "prefix")),
  }),
});

/** GET /api/locate/<owner>/<repo>/<branch>?sha=<at least 4 digits>&per_page=50 — on which page of the grid a commit is. */
import { countOf, repoOf } from "lib/server/path_parameters";
import { optionalQueryText, queryText, route } from "lib/server/route";
import { locate } from "lib/server/sha";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/locate", {
  GET: (request, _response, services) =>
    locate(services, {
      repo: repoOf(request),
      branch: queryText(request, "branch"),
      text: queryText(request, "sha"),
      per_page: countOf(optionalQueryText(request, "per_page") ?? "50", "per_page", { min: 1, max: 100 }),
    }),
});

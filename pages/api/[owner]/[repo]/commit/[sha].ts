/** GET /api/<owner>/<repo>/commit/<sha> — one commit and its jobs. */
import { commitPage } from "lib/server/commit_page";
import { repoOf, shaOf } from "lib/server/path_parameters";
import { queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false, responseLimit: false } };

export default route("/api/commit", {
  GET: (request, _response, services) => commitPage(services, repoOf(request), shaOf(queryText(request, "sha"))),
});

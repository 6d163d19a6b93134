/** GET /api/artifacts/<owner>/<repo>?sha=<full hash> — the artifacts of all runs of a commit. */
import { commitArtifacts } from "lib/server/artifact_list";
import { repoOf, shaOf } from "lib/server/path_parameters";
import { queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/artifacts/{owner}/{repo}", {
  GET: (request, _response, services) => commitArtifacts(services, repoOf(request), shaOf(queryText(request, "sha"))),
});

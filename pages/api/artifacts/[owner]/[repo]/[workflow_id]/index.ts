/** GET /api/artifacts/<owner>/<repo>/<workflow id> — the artifacts of one run. */
import { runArtifacts } from "lib/server/artifact_list";
import { countOf, repoOf } from "lib/server/path_parameters";
import { queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/artifacts/{owner}/{repo}/{workflow_id}", {
  GET: (request, _response, services) => {
    const bounds = { min: 1, max: Number.MAX_SAFE_INTEGER };
    return runArtifacts(services, repoOf(request), countOf(queryText(request, "workflow_id"), "workflow_id", bounds));
  },
});

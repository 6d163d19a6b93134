/** GET /api/artifacts/<owner>/<repo>/<workflow id>/<attempt>/<path> — one artifact, as a file; Range is honoured. */
import { giveArtifact } from "lib/server/artifact_download";
import { countOf, repoOf } from "lib/server/path_parameters";
import { queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false, responseLimit: false } };

export default route("/api/artifacts/{owner}/{repo}/{workflow_id}/{run_attempt}/{path}", {
  GET: async (request, response, services) => {
    const { path = [] } = request.query;
    await giveArtifact(request, response, services, {
      repo: repoOf(request),
      workflow_id: countOf(queryText(request, "workflow_id"), "workflow_id", { min: 1, max: Number.MAX_SAFE_INTEGER }),
      run_attempt: countOf(queryText(request, "run_attempt"), "run_attempt", { min: 1, max: 2 ** 32 - 1 }),
      path: Array.isArray(path) ? path : [path],
    });
    return undefined;
  },
});

/** GET /api/repo_config/<owner>/<repo> — what the operator says of a repository: groups, unstable jobs, sev labels. */
import { repoOf } from "lib/server/path_parameters";
import { requireRepo } from "lib/server/repos";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/repo_config", {
  GET: async (request, _response, services) => {
    const repo = repoOf(request);
    await requireRepo(services, repo);
    return services.repo_configs.of(repo);
  },
});

/** GET /api/last_success/<owner>/<repo>/<job id> — the same job's newest success on trunk that has a log, to compare with. */
import { lastSuccess } from "lib/server/last_success";
import { jobIdOf, repoOf } from "lib/server/path_parameters";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } };

export default route("/api/last_success", {
  GET: (request, _response, services) => lastSuccess(services, { repo: repoOf(request), job_id: jobIdOf(request) }),
});

/**
 * GET /api/log/<owner>/<repo>/<job id> — a job's log as text; Range is honoured, gzip passed through.
 * PUT — stores one, for CI without GitHub's logs (API token), and classifies it.
 */
import { requireBearer } from "lib/server/credentials";
import { giveLog } from "lib/server/log_download";
import { takeLog } from "lib/server/log_upload";
import { jobIdOf, repoOf } from "lib/server/path_parameters";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false, responseLimit: false } }; // Streamed both ways.

export default route("/api/log", {
  GET: async (request, response, services) => {
    await giveLog(request, response, services, { repo: repoOf(request), job_id: jobIdOf(request) });
    return undefined;
  },
  PUT: async (request, _response, services) => {
    requireBearer(request.headers.authorization, services.config.secrets.api_token);
    return takeLog(request, services, { repo: repoOf(request), job_id: jobIdOf(request) });
  },
});

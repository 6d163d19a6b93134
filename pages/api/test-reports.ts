/** POST /api/test-reports — JUnit XML from CI: one as the body, or several in a form. Says 200 only once all is stored. */
import { requireBearer } from "lib/server/credentials";
import { route } from "lib/server/route";
import { takeTestReports } from "lib/server/test_reports";

export const config = { api: { bodyParser: false } }; // Read as a stream, within bounds of its own.

export default route("/api/test-reports", {
  POST: async (request, _response, services) => {
    requireBearer(request.headers.authorization, services.config.secrets.api_token);
    return takeTestReports(request, services);
  },
});

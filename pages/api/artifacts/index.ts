/** POST /api/artifacts — one file that a run leaves behind, as the body or in a form; streamed to the archive. */
import { takeArtifact } from "lib/server/artifact_upload";
import { requireBearer } from "lib/server/credentials";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // Read as a stream, within bounds of its own.

export default route("/api/artifacts", {
  POST: async (request, _response, services) => {
    requireBearer(request.headers.authorization, services.config.secrets.api_token);
    return takeArtifact(request, services);
  },
});

/** GET /api/openapi.json — this API, described in OpenAPI 3.1. */
import { openApi } from "lib/server/openapi";
import { route } from "lib/server/route";
import manifest from "package.json";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/openapi.json", { GET: () => Promise.resolve(openApi(manifest.version)) });

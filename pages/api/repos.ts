/** GET /api/repos — the repositories this HUD knows. */
import { knownRepos } from "lib/server/repos";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/repos", { GET: (_request, _response, services) => knownRepos(services) });

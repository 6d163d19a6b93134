/** GET /api/repos — the repositories this HUD knows. */
import { knownRepos } from "lib/server/repos";
import { route } from "lib/server/route";

export default route("/api/repos", { GET: (_request, _response, services) => knownRepos(services) });

/** GET /api/oot/<org>/<repo> — one out-of-tree backend's dashboard; 50 pull requests a page, pages count from 0. */
import { ootBackend } from "lib/server/oot_backend";
import { BackendQuery, ootQuery } from "lib/server/oot_query";
import { repoOf } from "lib/server/path_parameters";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false, responseLimit: false } };

export default route("/api/oot/backend", {
  GET: (request, _response, services) =>
    ootBackend(services, repoOf(request), ootQuery(request, BackendQuery, ["owner", "repo"]), Date.now()),
});

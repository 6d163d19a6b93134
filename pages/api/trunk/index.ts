/** GET /api/trunk — how every repository's default branch is doing. */
import { route } from "lib/server/route";
import { trunkHealths } from "lib/server/trunk_health";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/trunk", { GET: (_request, _response, services) => trunkHealths(services) });

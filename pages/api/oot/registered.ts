/** GET /api/oot/registered — the out-of-tree backends in the allowlist: level, device and who is on call. */
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/oot/registered", {
  GET: (_request, _response, services) => services.oot_allowlist.registered(),
});

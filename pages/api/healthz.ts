/** GET /api/healthz — this process is up. */
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/healthz", { GET: () => Promise.resolve({ ok: true }) });

/** GET /api/healthz — this process is up. */
import { route } from "lib/server/route";

export default route("/api/healthz", { GET: () => Promise.resolve({ ok: true }) });

/** GET /api/metrics — Prometheus text. */
import { metricsText } from "lib/server/metrics_text";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/metrics", {
  GET: async (_request, response, services) => {
    const text = await metricsText(services);
    response.setHeader("Content-Type", services.metrics.registry.contentType);
    response.send(text);
    return undefined;
  },
});

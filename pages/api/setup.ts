/** GET /api/setup — where to send the first event, and where its secret is kept; never the secret itself. */
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/setup", {
  GET: (request, _response, { config }) => {
    const host = request.headers.host ?? `${config.host}:${config.port}`;
    const origin = config.public_url ?? `http://${host}`;
    return Promise.resolve({
      webhook_url: new URL("/api/github/webhooks", origin).href,
      secret_hint:
        config.secrets.github_webhook === null
          ? "No secret is set: set GITHUB_WEBHOOK_SECRET and start again"
          : "GITHUB_WEBHOOK_SECRET where you set it; otherwise github_webhook in secrets.json in the data directory",
    });
  },
});

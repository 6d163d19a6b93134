/** POST /api/oot/results — the relay's front door for out-of-tree backends' results. */
import { recordFromRelay } from "lib/intake/relay/index";
import { ApiError } from "lib/server/api_error";
import { bodyText, parseJson, readBody } from "lib/server/body";
import { requireToken } from "lib/server/credentials";
import { answerBy, archiveDelivery, lostBy, recordAll } from "lib/server/record_deliveries";
import { route } from "lib/server/route";
import { createHash } from "node:crypto";

export const config = { api: { bodyParser: false } }; // We bound the body ourselves, while it is read.

const bytes_max = 2 * 1024 * 1024;
const event = "oot_result";

export default route("/api/oot/results", {
  POST: async (request, _response, services) => {
    const { config: settings, metrics } = services;
    const given = request.headers["x-oot-relay-token"] ?? request.headers["x-hud-internal-bot"];
    requireToken(given, settings.secrets.oot_relay, "X-OOT-Relay-Token");
    const body = await readBody(request, { bytes_max });
    const deadline = answerBy(request);
    const parsed = parseJson(bodyText(body));
    if (parsed === null || typeof parsed !== "object") throw new ApiError(400, "The body is not a JSON object");

    const received_at = new Date().toISOString();
    try {
      const heard = recordFromRelay(parsed);
      // Many callbacks carry one delivery's id; their content names them apart.
      const delivery = createHash("sha256").update(body).digest("hex");
      await archiveDelivery(services, { event, delivery, payload: body }, deadline);
      await recordAll(services, [heard], deadline);
      const { repo, upstream_repo } = heard.record;
      services.inputs.note(upstream_repo ?? repo, "oot", received_at);
      // A backend is no repository of this HUD's: it is not watched, only what it reports on is.
      if (upstream_repo !== null) {
        services.received.note(upstream_repo, { received_at, recorded_at: new Date().toISOString() });
      }
      metrics.deliveries.inc({ source: "relay", event, outcome: "recorded" });
      return { ok: true, status: heard.record.status, dynamoKey: heard.record.dynamoKey };
    } catch (error) {
      metrics.deliveries.inc({ source: "relay", event, outcome: lostBy(error) });
      throw error;
    }
  },
});

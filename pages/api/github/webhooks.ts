/** POST /api/github/webhooks — GitHub's front door. Says 200 only once the delivery is archived and recorded. */
import { recordsFromGithub, repositoryOf } from "lib/intake/github/index";
import { ApiError } from "lib/server/api_error";
import { parseJson, readBody, requireHeader } from "lib/server/body";
import { githubSignature, requireGithubSignature } from "lib/server/credentials";
import { answerBy, archiveDelivery, recordAll } from "lib/server/record_deliveries";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // The signature covers the raw bytes.

const bytes_max = 25 * 1024 * 1024; // GitHub's own cap on a payload.

export default route("/api/github/webhooks", {
  POST: async (request, _response, services) => {
    const { config: settings, metrics } = services;
    const signature = githubSignature(request.headers["x-hub-signature-256"], settings.secrets.github_webhook);
    const body = await readBody(request, { bytes_max });
    const deadline = answerBy();
    await requireGithubSignature(body, signature);

    const event = requireHeader(request, "X-GitHub-Event", /^[a-z0-9_]{1,64}$/);
    const delivery = requireHeader(request, "X-GitHub-Delivery", /^[\w-]{1,128}$/);
    const json = payloadText(body, request.headers["content-type"]);
    const payload = parseJson(json);
    if (payload === null || typeof payload !== "object" || Array.isArray(payload)) {
      throw new ApiError(400, "The payload is not a JSON object");
    }

    const received_at = new Date().toISOString();
    // Archived before it is understood: what we cannot read today can be replayed once we can.
    await archiveDelivery(services, { event, delivery, payload: Buffer.from(json) }, deadline);
    const repo = repositoryOf(payload);
    try {
      const records = recordsFromGithub(event, payload);
      await recordAll(services, records, deadline);
      if (repo) services.received.note(repo, { received_at, recorded_at: new Date().toISOString() });
      metrics.deliveries.inc({ source: "github", event, outcome: records.length > 0 ? "recorded" : "ignored" });
      return { ok: true, event, delivery, records: records.length };
    } catch (error) {
      if (repo) services.received.note(repo, { received_at, recorded_at: null });
      metrics.deliveries.inc({ source: "github", event, outcome: "failed" });
      throw error;
    }
  },
});

/** GitHub sends JSON as it is, or in the form field "payload". */
function payloadText(body: Buffer, content_type: string | undefined): string {
  const text = body.toString("utf8");
  if (!content_type?.toLowerCase().startsWith("application/x-www-form-urlencoded")) return text;
  const payload = new URLSearchParams(text).get("payload");
  if (payload === null) throw new ApiError(400, "payload: this form field is missing");
  return payload;
}

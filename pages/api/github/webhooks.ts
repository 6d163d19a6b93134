/** POST /api/github/webhooks — GitHub's front door. Says 200 only once the delivery is archived and recorded. */
import { recordsFromGithub, repositoryOf } from "lib/intake/github/index";
import { ApiError } from "lib/server/api_error";
import { bodyText, parseJsonObject, readBody, requireHeader } from "lib/server/body";
import { githubSignature, requireGithubSignature } from "lib/server/credentials";
import { answerBy, takeDelivery } from "lib/server/record_deliveries";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // The signature covers the raw bytes.

const bytes_max = 25 * 1024 * 1024; // GitHub's own cap on a payload.

export default route("/api/github/webhooks", {
  POST: async (request, _response, services) => {
    const { secrets } = services.config;
    const signature = githubSignature(request.headers["x-hub-signature-256"], secrets.github_webhook);
    const body = await readBody(request, { bytes_max });
    const deadline = answerBy(request);
    await requireGithubSignature(body, signature);

    const event = requireHeader(request, "X-GitHub-Event", /^[a-z0-9_]{1,64}$/);
    const delivery = requireHeader(request, "X-GitHub-Delivery", /^[\w-]{1,128}$/);
    const json = payloadText(body, request.headers["content-type"]);
    const payload = parseJsonObject(json);
    const repo = repositoryOf(payload);
    const records = await takeDelivery(
      services,
      {
        ...{ source: "github", event, delivery, repo, payload: Buffer.from(json) },
        records: () => recordsFromGithub(event, payload),
        onArchived: (at) => services.inputs.noteGithub(event, payload, { repo, at }),
      },
      deadline,
    );
    return { ok: true, event, delivery, records };
  },
});

/** GitHub sends JSON as it is, or in the form field "payload". */
function payloadText(body: Buffer, content_type: string | undefined): string {
  const text = bodyText(body);
  if (!content_type?.toLowerCase().startsWith("application/x-www-form-urlencoded")) return text;
  const payload = new URLSearchParams(text).get("payload");
  if (payload === null) throw new ApiError(400, "payload: this form field is missing");
  return payload;
}

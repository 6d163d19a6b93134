/** POST /api/circleci/webhooks — CircleCI's front door. Says 200 only once the delivery is archived and recorded. */
import { circleciEvent, circleciRepository, recordsFromCircleci } from "lib/intake/circleci/index";
import { bodyText, parseJsonObject, readBody } from "lib/server/body";
import { circleciSignature, requireCircleciSignature } from "lib/server/credentials";
import { answerBy, takeDelivery } from "lib/server/record_deliveries";
import { route } from "lib/server/route";
import { createHash } from "node:crypto";

export const config = { api: { bodyParser: false } }; // The signature covers the raw bytes.

const bytes_max = 25 * 1024 * 1024;

export default route("/api/circleci/webhooks", {
  POST: async (request, _response, services) => {
    const { secrets } = services.config;
    const signature = circleciSignature(request.headers["circleci-signature"], secrets.circleci_webhook);
    const body = await readBody(request, { bytes_max });
    const deadline = answerBy(request);
    requireCircleciSignature(body, signature);

    const payload = parseJsonObject(bodyText(body));
    const event = circleciEvent(payload);
    const delivery = deliveryOf(payload, body);
    const repo = circleciRepository(payload);
    const records = await takeDelivery(
      services,
      {
        ...{ source: "circleci", event: `circleci-${event}`, delivery, repo, payload: body },
        records: () => recordsFromCircleci(payload),
        onArchived: (at) => repo !== null && services.inputs.note(repo, "circleci", at),
      },
      deadline,
    );
    return { ok: true, event, delivery, records };
  },
});

/** CircleCI's own name for the event; a test ping may come without. */
function deliveryOf(payload: object, body: Buffer): string {
  const id = "id" in payload ? payload.id : null;
  if (typeof id === "string" && /^[\w-]{1,128}$/.test(id)) return id;
  return createHash("sha256").update(body).digest("hex");
}

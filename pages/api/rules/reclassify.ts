/** POST /api/rules/reclassify — holds the newest failed logs against the rules as they are now (API token). */
import { ReclassifyRequest } from "lib/model/failure_rule";
import { bodyText, parseJson, readBody } from "lib/server/body";
import { requireBearer } from "lib/server/credentials";
import { reclassify } from "lib/server/reclassify";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } };

const bytes_max = 10_000;

export default route("/api/rules/reclassify", {
  POST: async (request, _response, services) => {
    requireBearer(request.headers.authorization, services.config.secrets.api_token);
    const body = await readBody(request, { bytes_max });
    return reclassify(services, ReclassifyRequest.parse(parseJson(bodyText(body)) ?? {}));
  },
});

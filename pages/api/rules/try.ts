/** POST /api/rules/try — what a pattern would find in the newest failed logs. Changes nothing. */
import { TryRuleRequest } from "lib/model/failure_rule";
import { bodyText, parseJson, readBody } from "lib/server/body";
import { tryRule } from "lib/server/failure_rules";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } };

const bytes_max = 10_000;

export default route("/api/rules/try", {
  POST: async (request, _response, services) => {
    const body = await readBody(request, { bytes_max });
    return tryRule(services, TryRuleRequest.parse(parseJson(bodyText(body))));
  },
});

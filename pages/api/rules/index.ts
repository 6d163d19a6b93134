/**
 * GET /api/rules?repo= — the rules in the order in which they are tried, and how often each fired.
 * PUT — saves one, or with `pattern: null` takes one of the file away; DELETE — forgets a saved one (API token).
 */
import { RepoName } from "lib/model/fields";
import { ForgetRuleRequest, SaveRuleRequest } from "lib/model/failure_rule";
import { bodyText, parseJson, readBody } from "lib/server/body";
import { requireBearer } from "lib/server/credentials";
import { forgetRule, rulesReply, saveRule } from "lib/server/failure_rules";
import { optionalQueryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false } };

const bytes_max = 10_000;

export default route("/api/rules", {
  GET: (request, _response, services) => {
    const repo = optionalQueryText(request, "repo");
    return rulesReply(services, repo === undefined ? null : RepoName.parse(repo));
  },
  PUT: async (request, _response, services) => {
    requireBearer(request.headers.authorization, services.config.secrets.api_token);
    const body = await readBody(request, { bytes_max });
    return saveRule(services, SaveRuleRequest.parse(parseJson(bodyText(body))));
  },
  DELETE: async (request, _response, services) => {
    requireBearer(request.headers.authorization, services.config.secrets.api_token);
    const body = await readBody(request, { bytes_max });
    return forgetRule(services, ForgetRuleRequest.parse(parseJson(bodyText(body))));
  },
});

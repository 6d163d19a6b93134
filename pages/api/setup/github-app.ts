/**
 * POST /api/setup/github-app — begins GitHub's manifest flow (API token): what the browser posts to GitHub.
 * GET /api/setup/github-app?code=&state= — where GitHub sends the browser back to: keeps the App, leads to /setup.
 */
import { ApiError } from "lib/server/api_error";
import { bodyText, parseJsonObject, readBody } from "lib/server/body";
import { requireBearer } from "lib/server/credentials";
import { beginApp, finishApp } from "lib/server/github_app";
import { originOf } from "lib/server/origin";
import { queryText, route } from "lib/server/route";
import { z } from "zod";

export const config = { api: { bodyParser: false } };

const bytes_max = 10_000;
const Begin = z.strictObject({
  /** Whose App it will be; a person's own when absent. */
  organisation: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, "must be an organisation's name on GitHub")
    .nullish(),
});

/** What the page says of each outcome: components/setup/GithubApp.tsx. */
const outcomes: Record<number, string> = { 401: "expired", 409: "exists", 502: "refused" };

export default route("/api/setup/github-app", {
  POST: async (request, _response, services) => {
    requireBearer(request.headers.authorization, services.config.secrets.api_token);
    const body = await readBody(request, { bytes_max });
    const { organisation } = Begin.parse(parseJsonObject(bodyText(body)));
    return beginApp(services, originOf(request, services.config), organisation ?? null);
  },

  GET: async (request, response, services) => {
    const [code, state] = [queryText(request, "code"), queryText(request, "state")];
    let outcome = "made";
    try {
      const { name, owner } = await finishApp(services, { code, state });
      services.log.info({ name, owner }, "A GitHub App was made from the set-up page");
    } catch (error) {
      const known = error instanceof ApiError ? outcomes[error.status] : undefined;
      if (known === undefined) throw error;
      services.log.warn({ err: error }, "No GitHub App was made");
      outcome = known;
    }
    response.redirect(303, `/setup?app=${outcome}`);
    return undefined;
  },
});

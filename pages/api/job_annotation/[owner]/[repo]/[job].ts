/** POST /api/job_annotation/<owner>/<repo>/<job id> — records what a person says a failure is (API token). */
import { annotateJob } from "lib/server/job_annotation";
import { bodyText, parseJson, readBody } from "lib/server/body";
import { requireBearer } from "lib/server/credentials";
import { jobIdOf, repoOf } from "lib/server/path_parameters";
import { answerBy } from "lib/server/record_deliveries";
import { route } from "lib/server/route";
import { AnnotationRequest } from "lib/model/annotation";

export const config = { api: { bodyParser: false } };

const bytes_max = 20_000;

export default route("/api/job_annotation", {
  POST: async (request, _response, services) => {
    requireBearer(request.headers.authorization, services.config.secrets.api_token);
    const body = await readBody(request, { bytes_max });
    const asked = AnnotationRequest.parse(parseJson(bodyText(body)));
    return annotateJob(services, { repo: repoOf(request), job_id: jobIdOf(request) }, asked, answerBy(request));
  },
});

/** Takes one artifact in, as a stream, into the archive. */
import { artifactKey, isArtifactName } from "lib/archive/artifacts";
import { TestJob } from "lib/model/test_report";
import { ApiError, unavailable } from "lib/server/api_error";
import { artifactUrl } from "lib/server/artifact_url";
import { boundedBody, decoded, isForm, readForm, tooManyBytes } from "lib/server/form";
import type { Services } from "lib/server/services";
import { uploadParameters } from "lib/server/upload_parameters";
import type { NextApiRequest } from "next";
import { z } from "zod";

const Place = TestJob.extend({
  /** Absent for what belongs to the whole run. */
  job_id: TestJob.shape.job_id.nullish().transform((id) => id ?? null),
  name: z.string().refine(isArtifactName, "must be a path of plain names, such as wheels/torch.whl"),
});
type Place = z.infer<typeof Place>;

export interface ArtifactReply {
  ok: true;
  name: string;
  size_bytes: number;
  url: string;
}

/** @throws ApiError 400, 413, 415, 503; then nothing is stored */
export async function takeArtifact(request: NextApiRequest, services: Services): Promise<ArtifactReply> {
  const { "content-type": content_type, "content-encoding": encoding } = request.headers;
  const { bytes_max } = services.config.artifacts;
  // The form around the file is allowed for.
  const body = decoded(boundedBody(request, { bytes_max: bytes_max + 1024 * 1024 }), encoding);
  const outside = uploadParameters(request, ["repo", "workflow_id", "run_attempt", "job_id", "name"]);
  if (!isForm(content_type)) return keep(services, Place.parse(outside), body);
  let reply: ArtifactReply | undefined;
  await readForm(body, content_type ?? "", {
    files: 1,
    onFile: async ({ filename, bytes }, fields) => {
      const given = { name: filename, ...outside, ...Object.fromEntries(fields) };
      const place = Place.safeParse(given);
      if (!place.success) {
        const [issue] = place.error.issues;
        const field = String(issue?.path[0] ?? "form");
        throw new ApiError(400, `${field}: ${issue?.message ?? "wrong"} (fields come before the file in the form)`);
      }
      reply = await keep(services, place.data, bytes);
    },
  });
  if (!reply) throw new ApiError(400, "file: there is no file in the form");
  return reply;
}

async function keep(services: Services, place: Place, source: AsyncIterable<Uint8Array>): Promise<ArtifactReply> {
  const { config, archive, metrics } = services;
  const { bytes_max } = config.artifacts;
  let refusal: ApiError | undefined;
  const bounded = async function* (): AsyncGenerator<Uint8Array, void> {
    let bytes = 0;
    try {
      for await (const chunk of source) {
        bytes += chunk.length;
        if (bytes > bytes_max) throw tooManyBytes("The artifact", bytes_max);
        yield chunk;
      }
    } catch (error) {
      // The archive may wrap what its source throws.
      refusal = error instanceof ApiError ? error : new ApiError(400, "The body ended before it was whole");
      throw refusal;
    }
  };
  let size_bytes: number;
  try {
    size_bytes = await archive.putStream(artifactKey(place), bounded());
  } catch (error) {
    throw refusal ?? unavailable("archive", error);
  }
  metrics.artifact_bytes.inc({ direction: "in" }, size_bytes);
  services.inputs.note(place.repo, "artifacts", new Date().toISOString());
  const path = `${place.job_id ?? "run"}/${place.name}`;
  return { ok: true, name: place.name, size_bytes, url: artifactUrl(place, path) };
}

/** GET of our own API: JSON, or an ApiError that says what happened in the API's own sentence. */

/** What went wrong, as far as a person can do something about it. */
export type ApiProblem = "network" | "not_found" | "unavailable" | "refused" | "broken";

export class ApiError extends Error {
  override name = "ApiError";
  /** `status` 0: no answer at all. */
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }

  get problem(): ApiProblem {
    if (this.status === 0) return "network";
    if (this.status === 404) return "not_found";
    if (this.status === 503 || this.status === 502 || this.status === 504) return "unavailable";
    return this.status < 500 ? "refused" : "broken";
  }
}

/** Longer than the server's own limit on a query, so that the server's answer comes first. */
const timeout_ms = 40_000;

/** `Answer` is trusted: both ends are this program, and lib/model/answers.ts types them. Throws ApiError. */
export async function fetchJson<Answer>(url: string): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(timeout_ms),
    });
  } catch {
    throw new ApiError("The HUD did not answer.", 0);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(sentenceOf(body) ?? `The HUD answered ${response.status}.`, response.status);
  if (body === undefined) throw new ApiError("The HUD's answer was cut short.", 0);
  return body as Answer;
}

function sentenceOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("error" in body)) return null;
  return typeof body.error === "string" && body.error !== "" ? body.error : null;
}

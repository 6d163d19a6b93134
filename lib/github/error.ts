/** The one error that asking GitHub ends in: a sentence and a status, with nothing of the request's headers in it. */

export class GithubError extends Error {
  override name = "GithubError";

  /** @param status HTTP's; 500 when there was no answer at all, 0 when the answer could not be understood. */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** GitHub refuses what our credentials are: until a person changes that, asking again is of no use. */
export class NoAccess extends GithubError {
  override name = "NoAccess";
}

const message_max = 300;
/** A 403 that is about how often was asked, not about who asks. */
const about_rates = /rate limit|abuse detection/i;

/** Octokit's error as ours; whatever else went wrong (an abort, a mistake of our own) as it is. */
export function toGithubError(error: unknown, route: string, parameters: Record<string, string | number>): unknown {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return error;
  if (error.name === "AbortError") return error;
  const asked = route.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
  // A proxy's answer may be a page of HTML.
  const reason = (error.message.split("\n", 1)[0] ?? "")
    .replace(/<[^>]*>/g, " ")
    .trim()
    .slice(0, message_max);
  const answered = "response" in error && error.response ? `answered ${error.status}` : "did not answer";
  const is_refused = error.status === 401 || (error.status === 403 && !about_rates.test(error.message));
  const Kind = is_refused ? NoAccess : GithubError;
  return new Kind(error.status, `GitHub ${answered} to ${asked}${reason === "" ? "" : `: ${reason}`}`);
}

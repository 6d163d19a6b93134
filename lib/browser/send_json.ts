/** What changes something: JSON to our own API, with the API token where one is needed. */
import { ApiError } from "lib/browser/fetch_json";

const timeout_ms_default = 60_000;

interface Request {
  method: "POST" | "PUT" | "DELETE";
  body: unknown;
  /** The API token. */
  token?: string;
  timeout_ms?: number;
}

/** `Answer` is trusted, as fetchJson's is. @throws ApiError: 401 when the token is wrong */
export async function sendJson<Answer>(
  url: string,
  { method, body, token, timeout_ms = timeout_ms_default }: Request,
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeout_ms),
  }).catch(() => {
    throw new ApiError("The HUD did not answer.", 0);
  });
  const said: unknown = await answer.json().catch(() => null);
  // The server's sentence is about a header, of which a person knows nothing.
  if (answer.status === 401 && token !== undefined) throw new ApiError("This API token is not right.", 401);
  if (answer.ok) return said as Answer;
  const sentence = typeof said === "object" && said !== null && "error" in said ? String(said.error) : null;
  throw new ApiError(sentence ?? `The HUD answered ${answer.status}.`, answer.status);
}

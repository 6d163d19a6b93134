/**
 * The fetch under Octokit: one request at a time it waits for the rate budget, gives each attempt a time limit, and
 * takes JSON only whole.
 *
 * Octokit's own plugins wait too, but for one request each: its neighbours would go on asking, and GitHub bans clients
 * that do. They also retry a 429 without regard to its retry-after, and hand on half a JSON document as text.
 */
import type { Clock, RateBudget } from "lib/github/rate_budget";

export interface PatientFetchOptions {
  /** Whose budget a request to this URL counts against. */
  budgetOf: (url: string) => RateBudget;
  clock: Clock;
  /** How long one attempt may take, its body included. */
  timeout_ms: number;
  /** A longer wait than this is answered with a 429 of our own instead. */
  wait_max_ms: number;
  /** Told before each wait. */
  on_wait?: ((until: Date) => void) | undefined;
  /** Told of each request that goes out. */
  on_request?: (() => void) | undefined;
}

const refusals_max = 5;
const json_bytes_max = 64 * 1024 * 1024;

export function patientFetch(options: PatientFetchOptions): typeof fetch {
  const { budgetOf, clock, wait_max_ms, on_wait } = options;
  return async (input, init) => {
    const budget = budgetOf(input instanceof Request ? input.url : String(input));
    const signal = init?.signal ?? undefined;
    for (let attempt = 1; ; attempt++) {
      for (let until = budget.opensAt(); until > clock.now(); until = budget.opensAt()) {
        if (until - clock.now() > wait_max_ms) return tooLong(until);
        on_wait?.(new Date(until));
        await clock.sleep(until - clock.now(), signal);
      }
      signal?.throwIfAborted();
      const answer = await attemptOnce(input, init, budget, options);
      if (!answer.refused || attempt >= refusals_max) return answer.response;
    }
  };
}

async function attemptOnce(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  budget: RateBudget,
  { timeout_ms, on_request }: PatientFetchOptions,
): Promise<{ response: Response; refused: boolean }> {
  const timeout = AbortSignal.timeout(timeout_ms);
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  budget.begin();
  try {
    on_request?.();
    const answer = await fetch(input, { ...init, signal });
    const { status, headers } = answer;
    if (!isJson(headers)) return { response: answer, refused: budget.learn({ status, headers, text: "" }) };
    const text = await readText(answer);
    if (status < 400) requireJson(text);
    // Without the lengths and encodings of the body that it came in.
    const kept = new Headers([...headers].filter(([name]) => !/^(content-length|content-encoding)$/i.test(name)));
    const body = status === 204 || status === 304 ? null : text;
    return {
      response: new Response(body, { status, headers: kept }),
      refused: budget.learn({ status, headers, text }),
    };
  } finally {
    budget.end();
  }
}

function isJson(headers: Headers): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(headers.get("content-type") ?? "");
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > json_bytes_max) throw new Error(`GitHub's answer is larger than ${json_bytes_max} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @throws when the document ends too early: then the request is worth another attempt. */
function requireJson(text: string): void {
  if (text === "") return;
  try {
    JSON.parse(text);
  } catch {
    throw new Error("GitHub's answer was cut short");
  }
}

/** In GitHub's own form, so that callers know one kind of refusal. */
function tooLong(until: number): Response {
  const message = `The rate limit leaves no requests until ${new Date(until).toISOString()}`;
  return Response.json({ message }, { status: 429 });
}

/** Reads a log from the HUD into a store as it arrives, and goes on where a broken connection has left off. */
import type { LineStore } from "components/logs/reading/line_store";

export class LogUnreadable extends Error {
  override name = "LogUnreadable";
  /** `status` 0: no answer at all. */
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const resumptions_max = 4;
const resume_after_ms = 500;
/** Silence after which a connection counts as broken. */
const silence_ms_max = 30_000;

interface Options {
  url: string;
  store: LineStore;
  /** Once, before the first piece: how many bytes come over the wire; null when the server does not say. */
  onSize?: (bytes: number | null) => void;
  /** After each piece. */
  onBytes: () => void;
  /** Tests shorten it. */
  resume_ms?: number;
}

/** Resolves when the store has all of it, or as much as it keeps. @throws LogUnreadable */
export async function fetchLog({ url, store, onSize, onBytes, resume_ms = resume_after_ms }: Options): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const before = store.size;
    try {
      await readOnce(url, store, { onBytes, ...(attempt === 0 && onSize && { onSize }) });
      break;
    } catch (error) {
      if (error instanceof LogUnreadable && error.status !== 0) throw error;
      const moved = store.size > before;
      if (attempt >= resumptions_max || (attempt > 0 && !moved)) {
        throw new LogUnreadable("The connection broke before the whole log had arrived.", 0);
      }
      await new Promise((resolve) => setTimeout(resolve, resume_ms * 2 ** attempt));
    }
  }
  store.finish();
}

async function readOnce(
  url: string,
  store: LineStore,
  { onSize, onBytes }: Pick<Options, "onSize" | "onBytes">,
): Promise<void> {
  const had = store.size;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silence_ms_max);
  try {
    const response = await fetch(url, {
      headers: { Accept: "text/plain", ...(had > 0 && { Range: `bytes=${had}-` }) },
      signal: silence.signal,
    });
    if (had > 0 && response.status === 416) return; // The connection broke after the last byte.
    if (!response.ok || !response.body) throw new LogUnreadable(await sentenceOf(response), response.status);
    const length = response.headers.get("content-length");
    onSize?.(length === null ? null : Number(length));
    // A server that does not know ranges begins anew.
    let skip = response.status === 206 ? 0 : had;
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silence_ms_max);
      const fresh = skip >= value.length ? new Uint8Array() : value.subarray(skip);
      skip = Math.max(0, skip - value.length);
      const wants_more = store.append(fresh);
      onBytes();
      if (wants_more) continue;
      await reader.cancel();
      return;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The API says in JSON what is wrong. */
async function sentenceOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => null);
  if (typeof said === "object" && said !== null && "error" in said && typeof said.error === "string") return said.error;
  return `The HUD answered ${response.status}.`;
}

/** The registered out-of-tree backends, from the file or URL in HUD_OOT_ALLOWLIST: cached, and kept when it is away. */
import { parseAllowlist, type RegisteredBackend } from "lib/model/oot_allowlist";
import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { parse } from "yaml";

const fresh_ms = 5 * 60_000;
/** After a failure, sooner: but not at every request. */
const retry_ms = 30_000;
const answer_ms = 5_000;
const bytes_max = 1_000_000;

export class OotAllowlist {
  private backends: readonly RegisteredBackend[] = [];
  private read_again_at = 0;
  private reading: Promise<void> | null = null;

  constructor(
    /** A path or an http(s) URL; null: nobody is registered. */
    private readonly source: string | null,
    private readonly log: Logger,
  ) {}

  /** What was last read; never throws. The first call waits for the first reading, later ones for none. */
  async registered(): Promise<readonly RegisteredBackend[]> {
    if (this.source === null) return [];
    if (Date.now() >= this.read_again_at) {
      this.reading ??= this.read(this.source).finally(() => (this.reading = null));
      if (this.read_again_at === 0) await this.reading;
    }
    return this.backends;
  }

  private async read(source: string): Promise<void> {
    try {
      const text = /^https?:\/\//i.test(source) ? await fetchText(source) : await readFile(source, "utf8");
      // An alias may name a huge tree many times over; the parser bounds it.
      this.backends = parseAllowlist(parse(text, { maxAliasCount: 100 }));
      this.read_again_at = Date.now() + fresh_ms;
    } catch (error) {
      this.log.warn(
        { err: error },
        "The allowlist of out-of-tree backends cannot be read; what was read before stands",
      );
      this.read_again_at = Date.now() + retry_ms;
    }
  }
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(answer_ms) });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Counted while it is read: whoever answers may never end. Leaving the loop hangs up.
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > bytes_max) throw new Error(`is over ${bytes_max} bytes`);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

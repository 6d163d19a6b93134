/** Asks the HUD for the lines around one of a large log, which it can give long before the whole log is here. */

/** Around the line; a screen's worth and more, and of a log in which it is no more than that. */
export const window_lines = { before: 80, after: 120 } as const;
const patience_ms = 10_000;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Raw lines; `first` counts from 0. Null when the HUD does not give them: the log itself will tell why. */
export async function fetchLines(url: string, around: number): Promise<{ first: number; raws: string[] } | null> {
  const first = Math.max(0, around - window_lines.before);
  try {
    const response = await fetch(`${url}?lines=${first + 1}-${around + window_lines.after + 1}`, {
      headers: { Accept: "text/plain" },
      signal: AbortSignal.timeout(patience_ms),
    });
    if (response.status !== 200) return null;
    const raws = decoder.decode(await response.arrayBuffer()).split("\n");
    if (raws.at(-1) === "") raws.pop();
    return { first, raws: raws.map((raw) => (raw.endsWith("\r") ? raw.slice(0, -1) : raw)) };
  } catch {
    return null;
  }
}

/** Turns a log's bytes into text in pieces of whole lines, small enough that no piece holds up the process. */

/** Where a line without an end is cut, so that a log of one line is bounded too. */
const unbroken_max = 1024 * 1024;
/** A piece is handed on whole: what is done with it takes about a millisecond. */
const piece_max = 128 * 1024;

/**
 * Pieces end with a line break, but for the last and for lines of over a megabyte.
 * @param encoding latin1 keeps every byte as it is; utf8 makes valid text of anything.
 */
export async function* wholeLines(
  bytes: AsyncIterable<Uint8Array>,
  encoding: "latin1" | "utf8",
): AsyncGenerator<string, void> {
  // A character may be cut in two by the end of a chunk; bytes of latin1 are characters.
  const decoder = encoding === "utf8" ? new TextDecoder("utf-8", { ignoreBOM: true }) : null;
  let held = "";
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += piece_max) {
      const part = chunk.subarray(from, from + piece_max);
      const text = decoder
        ? decoder.decode(part, { stream: true })
        : Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString("latin1");
      const end = text.lastIndexOf("\n");
      if (end === -1) {
        held += text;
        if (held.length <= unbroken_max) continue;
        const cut = wordBreak(held);
        yield held.slice(0, cut);
        held = held.slice(cut);
      } else {
        yield held + text.slice(0, end + 1);
        held = text.slice(end + 1);
      }
    }
  }
  held += decoder?.decode() ?? "";
  if (held !== "") yield held;
}

/** The last place where no word is cut: half a secret could not be told from any word. */
function wordBreak(text: string): number {
  for (let at = text.length; at > text.length - 4_096; at--) if (/[\s"'<>,;]/.test(text.charAt(at - 1))) return at;
  return text.length;
}

/** Cuts a line into stretches that look the same: its own looks, and where a search has hit. Pure. */
import type { Span } from "components/logs/reading/ansi";
import { readLine } from "components/logs/reading/line";
import { type Piece, type ShownLine, shown_chars_max } from "components/logs/reading/protocol";
import type { Hit, Matcher } from "components/logs/reading/search";

export function shownLine(raw: string, matcher: Matcher | null): ShownLine {
  const { time, kind, text, spans } = readLine(raw);
  const shown = text.slice(0, shown_chars_max);
  const hits = matcher?.hits(shown) ?? [];
  return { time, kind, pieces: piecesOf(shown, spans, hits), more: text.length - shown.length };
}

/** `spans` and `hits` are ascending and free of overlaps, each by itself. */
export function piecesOf(text: string, spans: readonly Span[], hits: readonly Hit[]): Piece[] {
  const edges = new Set([0, text.length]);
  for (const { from, to } of [...spans, ...hits]) {
    edges.add(Math.min(from, text.length));
    edges.add(Math.min(to, text.length));
  }
  const cuts = [...edges].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  let span = 0;
  let hit = 0;
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1];
    if (to === undefined) break;
    while ((spans[span]?.to ?? Infinity) <= from) span++;
    while ((hits[hit]?.to ?? Infinity) <= from) hit++;
    const look = (spans[span]?.from ?? Infinity) <= from ? spans[span]?.look : undefined;
    pieces.push({
      text: text.slice(from, to),
      names: look?.names.join(" ") ?? "",
      color: look?.color ?? null,
      background: look?.background ?? null,
      hit: (hits[hit]?.from ?? Infinity) <= from,
    });
  }
  return pieces;
}

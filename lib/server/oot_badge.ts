/** The badge of an out-of-tree backend: its pass rate as a small SVG that any README can show. */
import { percentText } from "lib/model/oot_trend";

const label = "out-of-tree CI";
const font_size = 11;
const padding = 6;
const height = 20;

/** Dark enough for white text (WCAG AA). */
const colors = { good: "#2a7d3c", fair: "#8a6100", poor: "#c02b2b", none: "#62676f" };

/** @param pass_rate 0 to 1; null when there is no evidence. */
export function badge(repo: string, { pass_rate, total }: { pass_rate: number | null; total: number }): string {
  const value = pass_rate === null ? "no data" : `${percentText(pass_rate)} passing`;
  const title =
    pass_rate === null ? `${repo}: no data` : `${repo}: ${percentText(pass_rate)} of ${total} jobs passed in 7 days`;
  const left = textWidth(label) + 2 * padding;
  const right = textWidth(value) + 2 * padding;
  const text = (words: string, x: number): string =>
    `<text x="${x}" y="14" textLength="${textWidth(words)}" lengthAdjust="spacingAndGlyphs">${escapeXml(words)}</text>`;
  // Presentation attributes only: a style element or attribute would need an exception from the content security policy.
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="${height}" rx="4"/></clipPath>`,
    `<g clip-path="url(#r)">`,
    `<rect width="${left}" height="${height}" fill="#3d4350"/>`,
    `<rect x="${left}" width="${right}" height="${height}" fill="${badgeColor(pass_rate)}"/>`,
    `</g>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="${font_size}">`,
    text(label, padding),
    text(value, left + padding),
    `</g></svg>\n`,
  ].join("");
}

export function badgeColor(pass_rate: number | null): string {
  if (pass_rate === null) return colors.none;
  if (pass_rate >= 0.95) return colors.good;
  return pass_rate >= 0.8 ? colors.fair : colors.poor;
}

/** About as wide as Verdana is; `textLength` makes other fonts fit. */
function textWidth(text: string): number {
  const units = [...text].map((letter) => (/[ijl.,:;|!'() ]/.test(letter) ? 4 : /[mwMW%@]/.test(letter) ? 10.5 : 6.8));
  return Math.round(units.reduce((sum, width) => sum + width, 0));
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escapeXml = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? "");

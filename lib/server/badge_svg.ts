/** A badge that any README can show: a label, and beside it what is so, in a colour. */

const font_size = 11;
const padding = 6;
const height = 20;

/** Dark enough for white text (WCAG AA). */
export const badge_colors = { good: "#2a7d3c", fair: "#8a6100", poor: "#c02b2b", none: "#62676f" };

export interface Badge {
  label: string;
  value: string;
  color: string;
  /** For who hovers, and who cannot see it. */
  title: string;
}

export function badgeSvg({ label, value, color, title }: Badge): string {
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
    `<rect x="${left}" width="${right}" height="${height}" fill="${color}"/>`,
    `</g>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="${font_size}">`,
    text(label, padding),
    text(value, left + padding),
    `</g></svg>\n`,
  ].join("");
}

/** About as wide as Verdana is; `textLength` makes other fonts fit. */
function textWidth(text: string): number {
  const units = [...text].map((letter) => (/[ijl.,:;|!'() ]/.test(letter) ? 4 : /[mwMW%@]/.test(letter) ? 10.5 : 6.8));
  return Math.round(units.reduce((sum, width) => sum + width, 0));
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escapeXml = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? "");

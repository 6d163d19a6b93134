/** Letters and colours: every one can be read, and told from the others. */
import { dark, light, type SchemeColors } from "components/frame/palette";
import { countTones, marks, toneOf, toneOfLetter, toneOfWord, tones } from "lib/model/mark";

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

const schemes: [string, SchemeColors][] = [
  ["light", light],
  ["dark", dark],
];

describe.each(schemes)("the %s scheme", (_, colors) => {
  test.each(tones)("%s is readable", (tone) => {
    expect(contrast(colors.mark[tone].ink, colors.mark[tone].fill)).toBeGreaterThanOrEqual(4.5);
  });

  test("text is readable on every surface", () => {
    for (const surface of [colors.page, colors.paper, colors.sunken]) {
      for (const ink of [colors.text, colors.muted, colors.accent])
        expect(contrast(ink, surface)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(colors.accent_text, colors.accent)).toBeGreaterThanOrEqual(4.5);
  });
});

test("every tone has its own letter, and can be found by it", () => {
  expect(new Set(tones.map((tone) => marks[tone].letter)).size).toBe(tones.length);
  for (const tone of tones) expect(toneOfLetter(marks[tone].letter)).toBe(tone);
});

test("tones are found and counted, worst first", () => {
  expect(toneOf({})).toBe("none");
  expect(toneOf({ conclusion: "success", failedPreviousRun: true })).toBe("flaky");
  expect(toneOf({ conclusion: "failure", failedPreviousRun: true })).toBe("failure");
  expect(["error", "in_progress", "success", "whatever"].map(toneOfWord)).toEqual([
    "failure",
    "pending",
    "success",
    "neutral",
  ]);
  expect(countTones(["success", "none", "failure", "success"])).toEqual([
    { tone: "failure", count: 1 },
    { tone: "success", count: 2 },
  ]);
});

/**
 * Characters that turn the direction of text around and are not seen: with them a line reads as what it is not. They are
 * spelled out wherever text is other people's.
 * @see https://trojansource.codes @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */

/** Embeddings, overrides and isolates: they turn all that follows, up to the end of the paragraph. */
const turning = String.raw`\u202a-\u202e\u2066-\u2069`;
/** Marks say which way the characters beside them go; what is written from right to left has need of them. */
const marks = String.raw`\u061c\u200e\u200f`;

const cut = { all: new RegExp(`([${turning}${marks}])`), turning: new RegExp(`([${turning}])`) };
const each_turning = new RegExp(`[${turning}]`, "g");

/** The text in parts: between two others is always one character, which is to be spelled out. One part: there is none. */
export const turningParts = (text: string, which: keyof typeof cut): string[] => text.split(cut[which]);

/** "U+202E" */
export const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** How many columns its code takes, where it is spelled out; null: it is another character. */
export const codeColumns = (character: string): number | null =>
  cut.all.test(character) ? codeOf(character).length : null;

/** For where there is nothing but text: "⟨U+202E⟩" in the place of each. */
export const spelledOut = (text: string): string => text.replace(each_turning, (one) => `⟨${codeOf(one)}⟩`);

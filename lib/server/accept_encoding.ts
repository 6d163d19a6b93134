/**
 * What an asker says of packed answers.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding
 */

/** @param header Accept-Encoding; without one nothing is packed. */
export function takesGzip(header: string | string[] | undefined): boolean {
  const weights = new Map<string, number>();
  for (const part of String(header ?? "").split(",")) {
    const [coding = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const weight = parameters.find((text) => text.startsWith("q="))?.slice(2);
    weights.set(coding, weight === undefined ? 1 : Number(weight));
  }
  // "*" is all that is not named.
  return (weights.get("gzip") ?? weights.get("*") ?? 0) > 0;
}

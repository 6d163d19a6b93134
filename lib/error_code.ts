/** Node's names for what went wrong, such as ENOENT. */

/** By its code alone: an error of Node's own is no instance of Error where code runs in a realm of its own. */
export function codeOf(error: unknown): string | null {
  return error !== null && typeof error === "object" && "code" in error ? String(error.code) : null;
}

/** The API token that writing needs: asked for once, and kept for as long as the tab is open. */

const storage_key = "hud-api-token";

export function knownToken(): string {
  try {
    return sessionStorage.getItem(storage_key) ?? "";
  } catch {
    return ""; // A browser may forbid it: then it is asked for each time.
  }
}

/** "" forgets it. */
export function keepToken(token: string): void {
  try {
    if (token === "") sessionStorage.removeItem(storage_key);
    else sessionStorage.setItem(storage_key, token);
  } catch {
    // See above.
  }
}

/** Changes the page's address without leaving the page: some of its query string, or where it points to. */
import { type NextRouter, useRouter } from "next/router";

/**
 * The address is replaced, not pushed: Back leaves the page instead of undoing choices.
 *
 * Two changes may follow each other before the page has drawn the first, from a key that is held down for one. The router
 * then rejects the first one's promise as cancelled, which is no error: the second says all that the first did.
 * @returns when the page knows its new address.
 */
export async function replaceAddress(router: NextRouter, address: string): Promise<void> {
  try {
    await router.replace(address, undefined, { shallow: true, scroll: false });
  } catch (error) {
    if (!(error instanceof Error && "cancelled" in error)) throw error;
  }
}

/** @returns what changes parameters by their names; "" removes one. */
export function useAddress(): (changes: Record<string, string>) => void {
  const router = useRouter();
  return (changes) => {
    const url = new URL(router.asPath, "http://any.invalid");
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    void replaceAddress(router, `${url.pathname}${url.search}${url.hash}`);
  };
}

/** Changes some of the page's query string at once, and leaves the rest of the address as it is. */
import { useRouter } from "next/router";

/** "" removes a parameter. The address is replaced, not pushed: Back leaves the page instead of undoing choices. */
export function useAddress(): (changes: Record<string, string>) => void {
  const router = useRouter();
  return (changes) => {
    const url = new URL(router.asPath, "http://any.invalid");
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    void router.replace(`${url.pathname}${url.search}${url.hash}`, undefined, { shallow: true, scroll: false });
  };
}

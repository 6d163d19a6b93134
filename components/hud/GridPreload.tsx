/** Has the browser ask for the grid's first page as soon as it has the HTML, before the scripts that will want it. */
import Head from "next/head";
import { useRouter } from "next/router";
import { useSyncExternalStore } from "react";
import { word } from "components/frame/place";
import type { HudPlace } from "components/hud/HudToolbar";
import { providersOf } from "components/hud/use_view";
import { firstPageUrl, per_page_default } from "lib/browser/grid_store";

const never = () => () => undefined;

/** Only in the HTML: who is on the page already asks at once. */
export function GridPreload({ place: { repo, branch, page, per_page } }: { place: HudPlace }) {
  const { query } = useRouter();
  const is_html = useSyncExternalStore(
    never,
    () => false,
    () => true,
  );
  if (!is_html) return null;
  const url = firstPageUrl({
    ...{ repo, branch, page, per_page: per_page ?? per_page_default },
    ...{ author: word(query, "author") ?? "", message: word(query, "message") ?? "" },
    ...{ show: providersOf(word(query, "show") ?? ""), hide: providersOf(word(query, "hide") ?? "") },
  });
  return (
    <Head>
      <link key="grid" rel="preload" as="fetch" crossOrigin="anonymous" href={url} />
    </Head>
  );
}

/** The commit that the address points to, `#<sha>`: found on whatever page it is, however much of its hash is given. */
import { useRouter } from "next/router";
import { useEffect } from "react";
import type { HudPlace } from "components/hud/HudToolbar";
import { keptView } from "components/hud/use_view";
import { paths } from "lib/browser/paths";
import { replaceAddress } from "lib/browser/use_address";
import { useLocate } from "lib/browser/use_grid_facts";
import type { GridSheet } from "lib/model/grid_sheet";

interface Options {
  place: HudPlace;
  per_page: number;
  sheet: GridSheet | null;
  /** By author or message: pages are then counted otherwise. */
  is_filtered: boolean;
}

export interface Permalink {
  /** In full; null while there is none to show. */
  sha: string | null;
  /** As the address has it, and why it cannot be shown. */
  lost: { text: string; reason: string } | null;
}

export function usePermalink({ place, per_page, sheet, is_filtered }: Options): Permalink {
  const router = useRouter();
  const { repo, branch, page } = place;
  const text = /#([0-9a-f]{4,64})$/i.exec(router.asPath)?.[1]?.toLowerCase() ?? null;
  const here = text === null ? undefined : sheet?.commits.find(({ sha }) => sha.startsWith(text));
  const is_elsewhere = text !== null && sheet !== null && here === undefined && !is_filtered;
  const { data, error } = useLocate(repo, branch, is_elsewhere ? text : null, per_page);
  const target = is_elsewhere && data && data.page !== page ? data : null;
  useEffect(() => {
    if (target === null) return;
    const to = paths.grid(repo, branch, { ...keptView(router.query), page: target.page, per_page: place.per_page });
    void replaceAddress(router, `${to}#${target.sha}`);
    // The router is another object with every change of the address.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new target is gone to
  }, [target, repo, branch, place.per_page]);
  if (text === null || sheet === null) return { sha: null, lost: null };
  if (here) return { sha: here.sha, lost: null };
  if (is_filtered) return { sha: null, lost: { text, reason: "It is not among the commits that the filters leave." } };
  if (error) return { sha: null, lost: { text, reason: error.message } };
  return { sha: null, lost: null };
}

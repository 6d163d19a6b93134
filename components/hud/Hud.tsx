/** The grid's screen: a branch's commits against their jobs, kept fresh, and every state it can be in. */
import { useRouter } from "next/router";
import { Failure, StaleNotice } from "components/frame/Failure";
import { NotFound } from "components/frame/NotFound";
import { word } from "components/frame/place";
import { HudPane } from "components/hud/HudPane";
import { HudSkeleton } from "components/hud/HudSkeleton";
import { type HudPlace, HudToolbar } from "components/hud/HudToolbar";
import { NothingLeft, NoCommits } from "components/hud/NothingThere";
import { PermalinkNotice } from "components/hud/PermalinkNotice";
import { TrunkLine } from "components/hud/TrunkLine";
import { usePermalink } from "components/hud/use_permalink";
import { useRecents } from "components/hud/use_recents";
import { useSheetView } from "components/hud/use_sheet_view";
import { useView } from "components/hud/use_view";
import { per_page_default } from "lib/browser/grid_store";
import { useGrid } from "lib/browser/use_grid";
import { useRepoConfig } from "lib/browser/use_grid_facts";
import styles from "components/hud/Hud.module.css";

/** `found`: what the server knew when it sent the page. An unknown branch turns into its grid when it is heard of. */
export function Hud({ place, found }: { place: HudPlace; found: boolean }) {
  const { repo, branch, page } = place;
  const per_page = place.per_page ?? per_page_default;
  const { query } = useRouter();
  const config = useRepoConfig(repo);
  const view = useView(repo, (config.data?.groups.length ?? 0) > 0);
  // Those of the address, which follow the typing after a pause.
  const [author, message] = [word(query, "author") ?? "", word(query, "message") ?? ""];
  const grid = useGrid({ repo, branch, page, per_page, author, message, show: view.show, hide: view.hide });
  const is_filtered = author !== "" || message !== "";
  const permalink = usePermalink({ place, per_page, sheet: grid.sheet, is_filtered });
  const shown = useSheetView({ repo, branch, sheet: grid.sheet, view, rules: config.data });
  const { recents, forget } = useRecents(repo, branch, grid.sheet !== null || found);
  const { sheet, rows, columns, bands } = shown;

  if (!grid.sheet && (grid.error ? grid.error.problem === "not_found" : !found)) {
    return (
      <NotFound repo={repo} branch={branch} title={`Nothing has been heard of ${branch} in ${repo}`}>
        <p>It may be mistyped, or its first event has not arrived; this page becomes its grid as soon as one does.</p>
      </NotFound>
    );
  }
  // Columns would jump if they were grouped only once the groups are known.
  const is_ready = grid.sheet !== null && (config.data !== undefined || config.error !== undefined);
  const is_empty = grid.sheet?.commits.length === 0;
  return (
    <div className={styles.screen} aria-busy={grid.is_outdated}>
      <HudToolbar
        {...{ place, view, recents, forget }}
        problem={shown.problem}
        hidden={grid.hidden}
        has_groups={(config.data?.groups.length ?? 0) > 0}
        quiet_count={shown.quiet_count}
        older_page={grid.more ? grid.next_page : null}
      />
      <TrunkLine place={place} sum={grid.sheet && shown.sum} />
      <PermalinkNotice repo={repo} branch={branch} lost={permalink.lost} />
      {grid.sheet && grid.error && <StaleNotice error={grid.error} onRetry={grid.retry} />}
      {!grid.sheet && grid.error && <Failure error={grid.error} onRetry={grid.retry} level={2} />}
      {!is_ready && !grid.error && <HudSkeleton />}
      {is_ready && is_empty && <NoCommits place={place} is_filtered={is_filtered} />}
      {is_ready && !is_empty && <NothingLeft sheet={sheet} rows={rows} columns={columns} />}
      {is_ready && !is_empty && (
        <HudPane
          {...{ repo, branch, sheet, rows, columns, bands }}
          reader={shown.reader}
          annotations={shown.annotations}
          density={view.density}
          highlighted={permalink.sha}
          onToggle={view.onToggle}
          onPin={view.onPin}
          onEnd={grid.more ? grid.loadMore : null}
          loading_more={grid.loading_more}
        />
      )}
    </div>
  );
}

/** What to look at: the period, the kind of event, the upstream of out-of-tree results. */
import { Choice, SelectFilter } from "components/frame/Filters";
import type { PeriodView } from "components/oot/view";
import { oot_periods, oot_scopes, period_default, scope_labels } from "lib/model/oot";

type Change = (changes: Record<string, string>) => void;

const period_words = (days: number): string => (days === 1 ? "24 h" : `${days} days`);

/** Any change begins at the first page. */
export function PeriodFilters({
  view,
  upstreams,
  onChange,
}: {
  view: PeriodView;
  upstreams: readonly string[];
  onChange: Change;
}) {
  return (
    <>
      <Choice
        label="Period"
        options={oot_periods.map((days) => ({ value: String(days), words: period_words(days) }))}
        value={String(view.days)}
        onChoose={(days) => onChange({ days: days === String(period_default) ? "" : days, page: "" })}
      />
      <Choice
        label="Events"
        options={oot_scopes.map((scope) => ({ value: scope, words: scope_labels[scope] }))}
        value={view.scope}
        onChoose={(scope) => onChange({ scope: scope === "pull_request" ? "" : scope, page: "" })}
      />
      {(upstreams.length > 1 || view.upstream !== "") && (
        <SelectFilter
          label="Upstream"
          every="All upstreams"
          options={[...new Set([...upstreams, ...(view.upstream === "" ? [] : [view.upstream])])].map((name) => ({
            value: name,
            words: name,
          }))}
          value={view.upstream}
          onChoose={(upstream) => onChange({ upstream, page: "" })}
        />
      )}
    </>
  );
}

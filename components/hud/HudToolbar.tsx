/** Over the grid: which branch, which jobs, which page, and the sum of what is shown. */
import { useRouter } from "next/router";
import { useRef } from "react";
import { Combobox } from "components/frame/Combobox";
import { Mark } from "components/frame/Mark";
import { useSlashKey } from "components/frame/use_slash_key";
import { Pager } from "components/hud/Pager";
import { type GridView, keptView } from "components/hud/use_view";
import { ViewControls } from "components/hud/ViewControls";
import { paths } from "lib/browser/paths";
import { useRepos } from "lib/browser/use_api";
import { marks, type Tone } from "lib/model/mark";
import styles from "components/hud/HudToolbar.module.css";

export interface HudPlace {
  repo: string;
  branch: string;
  page: number;
  /** Null: not asked for in the address. */
  per_page: number | null;
}

interface Props {
  place: HudPlace;
  view: GridView;
  /** What is wrong with the filter. */
  problem: string | null;
  /** Null while loading. */
  sum: Sum | null;
  older_page: number | null;
}

interface Sum {
  commits: number;
  commits_shown: number;
  jobs: number;
  jobs_shown: number;
  cells: { tone: Tone; count: number }[];
}

const part = (shown: number, all: number): string => (shown === all ? String(all) : `${shown} of ${all}`);

const branches_max = 50;

export function HudToolbar({ place, view, problem, sum, older_page }: Props) {
  const { query } = useRouter();
  const { name_filter: filter, setNameFilter: onFilter } = view;
  const kept = { ...keptView(query), name_filter: filter };
  const box = useRef<HTMLInputElement>(null);
  useSlashKey(box);
  return (
    <div className={styles.bar}>
      <h1 className="visually-hidden">
        {place.repo}, branch {place.branch}
      </h1>
      <div className={styles.branch}>
        <BranchPicker place={place} />
      </div>
      <div className={styles.filter}>
        <input
          ref={box}
          className={styles.input}
          type="search"
          aria-label="Filter jobs by name"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : "filter-problem"}
          placeholder="Filter jobs: text or /regex/"
          spellCheck={false}
          autoComplete="off"
          value={filter}
          onChange={(event) => onFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            onFilter("");
            event.currentTarget.blur();
          }}
        />
        {filter === "" && <kbd className={styles.key}>/</kbd>}
        {problem !== null && (
          <p id="filter-problem" role="alert" className={styles.problem}>
            {problem}
          </p>
        )}
      </div>
      {sum && (
        <p className={styles.sum}>
          <span>
            {part(sum.commits_shown, sum.commits)} commits × {part(sum.jobs_shown, sum.jobs)} jobs
          </span>
          {sum.cells.map(({ tone, count }) => (
            <span key={tone} className={styles.count}>
              <Mark tone={tone} label={false} />
              {count.toLocaleString("en")} <span className={styles.word}>{marks[tone].label.toLowerCase()}</span>
            </span>
          ))}
        </p>
      )}
      <ViewControls view={view} />
      <Pager place={place} view={kept} older_page={older_page} />
    </div>
  );
}

function BranchPicker({ place: { repo, branch, per_page } }: { place: HudPlace }) {
  const router = useRouter();
  const { data: repos } = useRepos();
  const branches = repos?.find((entry) => entry.repo === repo)?.branches ?? [];
  const options = (typed: string) => {
    const part = typed.trim().toLowerCase();
    const known = branches.filter((name) => name.toLowerCase().includes(part)).slice(0, branches_max);
    const other = typed.trim() !== "" && !branches.includes(typed.trim()) ? [typed.trim()] : [];
    return [
      ...known.map((name) => ({ key: name, label: name, hint: name === branch ? "shown" : undefined })),
      ...other.map((name) => ({ key: name, label: name, hint: "go to" })),
    ];
  };
  return (
    <Combobox
      label="Branch"
      resting={branch}
      placeholder="Branch…"
      nothing="No branch with this name is known."
      options={options}
      onChoose={({ label }) => {
        void router.push(paths.grid(repo, label, { per_page, ...keptView(router.query) }));
      }}
    />
  );
}

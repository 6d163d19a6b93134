/** Over the grid: which branch, which commits and jobs, which page, and how it is shown. */
import { useRouter } from "next/router";
import { useRef } from "react";
import { CopyButton } from "components/frame/Copyable";
import { useSlashKey } from "components/frame/use_slash_key";
import { KeysDialog } from "components/frame/KeysDialog";
import { BranchPicker } from "components/hud/BranchPicker";
import { BranchTabs } from "components/hud/BranchTabs";
import { Pager } from "components/hud/Pager";
import { SearchBox } from "components/hud/SearchBox";
import { shortcuts } from "components/hud/shortcuts";
import { type GridView, keptView } from "components/hud/use_view";
import { pinsText } from "components/hud/use_pins";
import { Tick, ViewMenu } from "components/hud/ViewMenu";
import type { GridPage } from "lib/model/grid_page";
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
  /** Columns that there are, and that were not asked for. */
  hidden: GridPage["hidden"];
  has_groups: boolean;
  quiet_count: number;
  older_page: number | null;
  recents: readonly string[];
  forget: (branch: string) => void;
}

export function HudToolbar(props: Props) {
  const { place, view, problem, hidden, has_groups, quiet_count, older_page, recents, forget } = props;
  const { query, asPath } = useRouter();
  const kept = { ...keptView(query), name_filter: view.name_filter };
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
      <BranchTabs place={place} recents={recents} forget={forget} />
      <SearchBox
        inputRef={box}
        className={styles.filter}
        label="Filter jobs by name"
        placeholder="Filter jobs: text or /regex/"
        value={view.name_filter}
        onChange={view.setNameFilter}
        problem={problem}
        shortcut="/"
      />
      <SearchBox
        className={styles.words}
        label="Filter commits by message"
        placeholder="Message"
        value={view.message}
        onChange={view.setMessage}
      />
      <SearchBox
        className={styles.words}
        label="Filter commits by author"
        placeholder="Author"
        value={view.author}
        onChange={view.setAuthor}
      />
      <Tick label="Failing" ticked={view.failing} onTick={view.setFailing} />
      <div className={styles.end}>
        <ViewMenu {...{ view, hidden, has_groups, quiet_count }} />
        <CopyButton text={linkTo(asPath, view)} what="the link to this view" />
        <KeysDialog keys={shortcuts} />
        <Pager place={place} view={kept} older_page={older_page} />
      </div>
    </div>
  );
}

/** What is pinned in this browser goes along. Only a click reads it, so the server's rendering needs no origin. */
function linkTo(path: string, { columns: { pins } }: GridView): string {
  const origin = typeof window === "undefined" ? "" : window.location.origin;
  if (pins.length === 0) return `${origin}${path}`;
  const url = new URL(path, "http://any.invalid");
  url.searchParams.set("pins", pinsText(pins));
  return `${origin}${url.pathname}${url.search}${url.hash}`;
}

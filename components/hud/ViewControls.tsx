/** How the grid is shown: which commits, how columns are grouped and ordered, what is hidden. */
import { useRouter } from "next/router";
import { CopyButton } from "components/frame/Copyable";
import { Shortcuts } from "components/hud/Shortcuts";
import type { GridView } from "components/hud/use_view";
import styles from "components/hud/ViewControls.module.css";

export function ViewControls({ view }: { view: GridView }) {
  const { columns } = view;
  const { asPath } = useRouter();
  // Only a click reads it, so the server's rendering needs none.
  const origin = typeof window === "undefined" ? "" : window.location.origin;
  return (
    <div className={styles.controls} role="group" aria-label="View">
      <input
        type="search"
        className={styles.commits}
        aria-label="Filter commits by message, author or hash"
        placeholder="Filter commits"
        spellCheck={false}
        autoComplete="off"
        value={view.commits}
        onChange={(event) => view.setCommits(event.target.value)}
      />
      <label className={styles.choice}>
        Group{" "}
        <select value={columns.grouping} onChange={(event) => view.setGrouping(event.target.value)}>
          <option value="none">none</option>
          <option value="matrix">matrix</option>
          <option value="workflow">workflow</option>
        </select>
      </label>
      <label className={styles.choice}>
        Order{" "}
        <select value={columns.order} onChange={(event) => view.setOrder(event.target.value)}>
          <option value="name">name</option>
          <option value="failures">failures</option>
        </select>
      </label>
      <Tick label="Failing commits" ticked={view.failing} onTick={view.setFailing} />
      <Tick label="Hide green" ticked={columns.hide_green} onTick={(ticked) => view.setHidden("green", ticked)} />
      <Tick label="Hide skipped" ticked={columns.hide_skipped} onTick={(ticked) => view.setHidden("skipped", ticked)} />
      <CopyButton text={`${origin}${asPath}`} what="the link to this view" />
      <Shortcuts />
    </div>
  );
}

function Tick({ label, ticked, onTick }: { label: string; ticked: boolean; onTick: (ticked: boolean) => void }) {
  return (
    <label className={styles.choice}>
      <input type="checkbox" checked={ticked} onChange={(event) => onTick(event.target.checked)} /> {label}
    </label>
  );
}

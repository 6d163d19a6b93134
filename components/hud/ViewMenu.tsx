/** How the grid is shown: how columns are grouped and ordered, what is hidden, how dense it is. Opens under its button. */
import { type RefObject, useEffect, useRef } from "react";
import { densities } from "components/hud/sizes";
import type { GridView, Showable } from "components/hud/use_view";
import type { GridPage } from "lib/model/grid_page";
import styles from "components/hud/ViewMenu.module.css";

interface Props {
  view: GridView;
  /** Columns that there are, and that were not asked for. */
  hidden: GridPage["hidden"];
  /** Whether the operator has grouped the columns. */
  has_groups: boolean;
  /** How many columns the operator hides. */
  quiet_count: number;
}

export function ViewMenu({ view, hidden, has_groups, quiet_count }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  useCloseOutside(menu);
  const { columns } = view;
  const showable: readonly (readonly [what: Showable, label: string, count: number])[] = [
    ["check", "External checks", hidden.check],
    ["oot", "Out-of-tree jobs", hidden.oot],
    ...(quiet_count > 0 ? [["quiet", "Hidden by the operator", quiet_count] as const] : []),
  ];
  return (
    <details ref={menu} className={styles.menu}>
      <summary className={styles.open}>View</summary>
      <div className={styles.sheet} role="group" aria-label="View">
        <Choice
          label="Group"
          value={columns.grouping}
          options={[...(has_groups ? [["groups", "the operator's groups"] as const] : []), ...grouping_options]}
          onChoose={view.setGrouping}
        />
        <p className={styles.pair}>
          <button type="button" className={styles.button} onClick={() => view.setFolded(false)}>
            Expand all
          </button>
          <button type="button" className={styles.button} onClick={() => view.setFolded(true)}>
            Collapse all
          </button>
        </p>
        <Choice label="Order" value={columns.order} options={order_options} onChoose={view.setOrder} />
        <Choice
          label="Density"
          value={view.density}
          options={densities.map((one) => [one, one] as const)}
          onChoose={view.setDensity}
        />
        <fieldset className={styles.ticks}>
          <legend>Hide</legend>
          {hide_options.map(([what, label]) => (
            <Tick key={what} label={label} ticked={columns.hide.has(what)} onTick={(on) => view.setHidden(what, on)} />
          ))}
        </fieldset>
        <fieldset className={styles.ticks}>
          <legend>Show</legend>
          {showable.map(([what, label, count]) => (
            <Tick
              key={what}
              label={count > 0 ? `${label} (${count} hidden)` : label}
              ticked={view.shows(what) && !(what === "check" && hidden.check > 0)}
              onTick={(on) => view.setShown(what, on)}
            />
          ))}
        </fieldset>
      </div>
    </details>
  );
}

const grouping_options = [
  ["none", "none"],
  ["matrix", "matrix"],
  ["workflow", "workflow"],
] as const;
const order_options = [
  ["name", "name"],
  ["failures", "failures"],
  ["duration", "duration"],
] as const;
const hide_options = [
  ["green", "Hide green"],
  ["skipped", "Hide skipped"],
  ["unstable", "Hide unstable"],
] as const;

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Tick({ label, ticked, onTick }: { label: string; ticked: boolean; onTick: (ticked: boolean) => void }) {
  return (
    <label className={styles.tick}>
      <input type="checkbox" checked={ticked} onChange={(event) => onTick(event.target.checked)} /> {label}
    </label>
  );
}

/** A click elsewhere, and Escape, close it; Escape gives the focus back to its button. */
function useCloseOutside(menu: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const onPointerDown = ({ target }: PointerEvent) => {
      if (menu.current?.open && target instanceof Node && !menu.current.contains(target)) menu.current.open = false;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !menu.current?.open) return;
      menu.current.open = false;
      menu.current.querySelector("summary")?.focus();
      event.stopPropagation();
    };
    document.addEventListener("pointerdown", onPointerDown);
    document.addEventListener("keydown", onKeyDown, true);
    return () => {
      document.removeEventListener("pointerdown", onPointerDown);
      document.removeEventListener("keydown", onKeyDown, true);
    };
  }, [menu]);
}

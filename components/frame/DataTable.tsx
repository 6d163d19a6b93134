/** Rows of facts: a table where there is room, cards where there is none; heads that can be clicked sort. */
import type { ReactNode } from "react";
import styles from "components/frame/DataTable.module.css";

export interface DataColumn<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  hint?: string;
  numeric?: boolean;
  /** On a card it has a line of its own. */
  wide?: boolean;
  /** By this name in `sort`; undefined: cannot be sorted by. */
  sort?: string;
}

export interface TableSort {
  by: string;
  down: boolean;
}

interface Props<Row> {
  /** What the table is of, for who cannot see what is around it. */
  label: string;
  /** The first is the row's head. */
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row, index: number) => string;
  sort?: TableSort;
  onSort?: (by: string) => void;
  /** For a table whose rows need other cards, or become cards earlier. */
  className?: string | undefined;
}

export function DataTable<Row>({ label, columns, rows, keyOf, sort, onSort, className }: Props<Row>) {
  return (
    <table className={className === undefined ? styles.table : `${styles.table} ${className}`} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ title, hint, numeric, sort: by }) => (
            <th
              key={title}
              scope="col"
              title={hint}
              className={numeric ? styles.numeric : undefined}
              aria-sort={by === undefined || by !== sort?.by ? undefined : sort.down ? "descending" : "ascending"}
            >
              {by === undefined || !onSort ? (
                title
              ) : (
                <button type="button" className={styles.sort} onClick={() => onSort(by)}>
                  {title}
                  <span aria-hidden="true" className={by === sort?.by ? styles.arrow : styles.no_arrow}>
                    {by === sort?.by && !sort.down ? "▲" : "▼"}
                  </span>
                </button>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          <tr key={keyOf(row, place)}>
            {columns.map(({ title, numeric, wide, cell }, index) => {
              const Cell = index === 0 ? "th" : "td";
              const names = [numeric && styles.numeric, wide && styles.wide].filter((name) => typeof name === "string");
              return (
                <Cell
                  key={title}
                  {...(index === 0 && { scope: "row" })}
                  data-title={title}
                  className={names.length > 0 ? names.join(" ") : undefined}
                >
                  {cell(row)}
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

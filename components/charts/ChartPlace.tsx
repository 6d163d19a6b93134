/** Where a chart will be: as high as it, so that nothing moves when it comes. */
import { Skeleton } from "components/frame/Skeleton";
import page from "components/frame/Page.module.css";
import styles from "components/charts/DayChart.module.css";

/** @param what is read out while it loads */
export function ChartPlace({ what }: { what: string }) {
  return (
    <section className={`${page.card} ${styles.card}`} aria-label={what}>
      <div className={styles.place}>
        <Skeleton what={what} lines={5} />
      </div>
    </section>
  );
}

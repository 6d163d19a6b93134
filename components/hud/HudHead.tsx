/** The grid's head: slanted job names, and under them a band per workflow. */
import { memo } from "react";
import { type Band, shorten } from "components/hud/columns";
import styles from "components/hud/HudTable.module.css";

/** A band of fewer columns has no room for its own name: its jobs carry it. */
const named_band_columns = 4;
const name_length_max = 35;

export const HudHead = memo(function HudHead({ bands }: { bands: readonly Band[] }) {
  const roomy = (band: Band) => band.columns.length >= named_band_columns && band.workflow !== "";
  return (
    <thead className={styles.head}>
      <tr>
        <th scope="col" rowSpan={2} className={styles.corner}>
          <div className={styles.facts}>
            <span className={styles.time}>Age</span>
            <span className={styles.sha}>Commit</span>
            <span className={styles.title} />
            <span className={styles.pull}>PR</span>
            <span className={styles.author}>Author</span>
          </div>
        </th>
        {bands.flatMap((band) =>
          band.columns.map(({ name, workflow, job }) => (
            <th key={name} scope="col" className={styles.job} aria-label={name}>
              <span className={styles.slanted} title={name}>
                {!roomy(band) && workflow !== "" ? (
                  <>
                    <span className={styles.workflow}>{shorten(workflow, 16)} / </span>
                    {shorten(job, name_length_max - Math.min(workflow.length, 16) - 3)}
                  </>
                ) : (
                  shorten(job, name_length_max)
                )}
              </span>
            </th>
          )),
        )}
        <td className={styles.tail} />
      </tr>
      <tr>
        {bands.map((band, index) => (
          <th key={index} scope="colgroup" colSpan={band.columns.length} className={styles.band}>
            <span className={styles.band_name} title={band.workflow}>
              {roomy(band) ? band.workflow : ""}
            </span>
          </th>
        ))}
        <td className={styles.tail} />
      </tr>
    </thead>
  );
});

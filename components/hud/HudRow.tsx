/** One commit: what it is, and a cell per job. Drawn again only when a letter of it changes. */
import Link from "next/link";
import { memo } from "react";
import { Time } from "components/frame/Time";
import marks_css from "components/frame/Mark.module.css";
import { rowState } from "components/hud/letters";
import { paths } from "lib/browser/paths";
import { marks, type Tone, toneOfLetter, tones } from "lib/model/mark";
import styles from "components/hud/HudTable.module.css";

interface Props {
  repo: string;
  sha: string;
  time: string;
  title: string;
  author: string;
  pull: number | null;
  letters: string;
  /** Which of its cells has its card pinned. */
  pinned: number | null;
}

/** Made once: there may be 30,000 cells. */
const cell_classes = new Map(tones.map((tone) => [tone, `${styles.cell} ${marks_css[tone]}`]));
const cell_class = (tone: Tone): string => cell_classes.get(tone) ?? "";

export const HudRow = memo(function HudRow(props: Props) {
  const { repo, sha, time, title, author, pull, letters, pinned } = props;
  return (
    <tr className={styles.row}>
      <th scope="row" className={`${styles.commit} ${styles[rowState(letters)]}`}>
        <div className={styles.facts}>
          <span className={styles.time}>
            <Time iso={time} short />
          </span>
          <Link href={paths.commit(repo, sha)} prefetch={false} className={styles.sha}>
            {sha.slice(0, 7)}
          </Link>
          <Link href={paths.commit(repo, sha)} prefetch={false} className={styles.title} title={title} tabIndex={-1}>
            {title || "(not described yet)"}
          </Link>
          <span className={styles.pull}>
            {pull !== null && (
              <Link href={paths.pull(repo, pull)} prefetch={false}>
                #{pull}
              </Link>
            )}
          </span>
          <span className={styles.author} title={author}>
            {author}
          </span>
        </div>
      </th>
      {Array.from(letters, (letter, index) => {
        const tone = toneOfLetter(letter);
        return tone === "none" ? (
          <td key={index} className={styles.cell} />
        ) : (
          <td
            key={index}
            className={index === pinned ? `${cell_class(tone)} ${styles.pinned}` : cell_class(tone)}
            aria-label={marks[tone].label}
          >
            {letter}
          </td>
        );
      })}
      <td className={styles.tail} />
    </tr>
  );
});

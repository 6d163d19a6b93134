/** Open issues that say that something is severely broken; each can be put away, in this browser. */
import { CloseIcon } from "components/frame/icons";
import { Time } from "components/frame/Time";
import { useStored } from "lib/browser/use_stored";
import type { Sev } from "lib/model/trunk";
import styles from "components/hud/SevBanner.module.css";

interface Props {
  repo: string;
  /** Newest first. */
  sevs: readonly Sev[];
}

const shown_max = 3;
const remembered_max = 50;

export function SevBanner({ repo, sevs }: Props) {
  const [text, setText] = useStored(`hud-sevs:${repo}`);
  const dismissed = text.split(",");
  const open = sevs.filter(({ number }) => !dismissed.includes(String(number)));
  if (open.length === 0) return null;
  return (
    <section className={styles.banner} aria-label="Open sev issues">
      <ul>
        {open.slice(0, shown_max).map(({ number, title, url, created_at }) => (
          <li key={number} className={styles.sev}>
            <strong>SEV</strong>
            {url === null ? (
              <span className={styles.title}>
                #{number} {title}
              </span>
            ) : (
              <a href={url} target="_blank" rel="noreferrer" className={styles.title}>
                #{number} {title}
              </a>
            )}
            {created_at !== null && (
              <span className={styles.age}>
                <Time iso={created_at} />
              </span>
            )}
            <button
              type="button"
              className={styles.close}
              aria-label={`Put away issue #${number}`}
              title="Put away, in this browser"
              onClick={() => setText([String(number), ...dismissed].slice(0, remembered_max).filter(Boolean).join(","))}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      {open.length > shown_max && <p className={styles.more}>and {open.length - shown_max} more</p>}
    </section>
  );
}

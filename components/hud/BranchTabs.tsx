/** The branches that the reader has been on, as tabs; each can be closed. */
import Link from "next/link";
import { useRouter } from "next/router";
import { CloseIcon } from "components/frame/icons";
import { Isolated } from "components/frame/Isolated";
import type { HudPlace } from "components/hud/HudToolbar";
import { keptView } from "components/hud/use_view";
import { paths } from "lib/browser/paths";
import styles from "components/hud/BranchTabs.module.css";

interface Props {
  place: HudPlace;
  recents: readonly string[];
  forget: (name: string) => void;
}

/** One's own branch alone needs no tab. */
export function BranchTabs({ place: { repo, branch, per_page }, recents, forget }: Props) {
  const { query } = useRouter();
  if (!recents.some((name) => name !== branch)) return null;
  return (
    <nav className={styles.tabs} aria-label="Recent branches">
      {recents.map((name) => (
        <span key={name} className={name === branch ? `${styles.tab} ${styles.here}` : styles.tab}>
          <Link
            href={paths.grid(repo, name, { per_page, ...keptView(query) })}
            className={styles.name}
            title={name}
            aria-current={name === branch ? "page" : undefined}
            prefetch={false}
          >
            <Isolated text={name} />
          </Link>
          {name !== branch && (
            <button
              type="button"
              className={styles.close}
              aria-label={`Forget ${name}`}
              title={`Forget ${name}`}
              onClick={() => forget(name)}
            >
              <CloseIcon />
            </button>
          )}
        </span>
      ))}
    </nav>
  );
}

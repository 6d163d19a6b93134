/** A backend's name with what one must know of it: level, device, and whether something is wrong with its reporting. */
import Link from "next/link";
import { duration } from "lib/browser/time";
import { paths } from "lib/browser/paths";
import styles from "components/oot/BackendName.module.css";

export function BackendLink({ repo }: { repo: string }) {
  const [owner, name] = repo.split("/");
  return (
    <Link href={paths.ootBackend(repo)} className={styles.name} prefetch={false}>
      <span className={styles.owner}>{owner}/</span>
      {name}
    </Link>
  );
}

export function Level({ level }: { level: string | null }) {
  if (!level) return null;
  return (
    <span className={styles.level} title="How far the project relies on this backend: L1 least, L4 most">
      {level}
    </span>
  );
}

interface FlagsProps {
  silent: boolean;
  usual_gap_hours: number | null;
  stale: number;
  registered: boolean;
  last_run: string | null;
}

/** In words, with a mark: never in colour alone. */
export function Flags({ silent, usual_gap_hours, stale, registered, last_run }: FlagsProps) {
  return (
    <>
      {silent && (
        <span
          className={styles.silent}
          title={`Much longer since its last run than usual${usual_gap_hours === null ? "" : `: it usually runs every ${duration(usual_gap_hours * 3600)}`}`}
        >
          Silent
        </span>
      )}
      {stale > 0 && (
        <span className={styles.stale} title="Jobs that have been in progress for over six hours">
          {stale} stale
        </span>
      )}
      {registered && last_run === null && (
        <span className={styles.quiet} title="In the allowlist, and not heard from within 90 days">
          Never reported
        </span>
      )}
    </>
  );
}

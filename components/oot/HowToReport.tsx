/** What an empty list of backends says: what this is for, and how the first result gets here. */
import Link from "next/link";
import { CopyButton } from "components/frame/Copyable";
import { paths } from "lib/browser/paths";
import { useOrigin } from "lib/browser/use_origin";
import styles from "components/oot/HowToReport.module.css";

/** A whole callback, as short as it may be; docs/oot.md has every field. */
function curlSnippet(origin: string): string {
  return `curl -X POST ${origin}/api/oot/results \\
  -H "Content-Type: application/json" \\
  -H "X-OOT-Relay-Token: $OOT_RELAY_TOKEN" \\
  -d '{
    "trusted": { "verified_repo": "vendor/backend", "downstream_repo_level": "L1" },
    "untrusted": { "callback_payload": {
      "event_type": "pull_request",
      "delivery_id": "try-1",
      "payload": {
        "repository": { "full_name": "owner/upstream" },
        "pull_request": { "number": 1 }
      },
      "workflow": {
        "status": "completed", "conclusion": "success",
        "name": "CI", "job_name": "test", "check_run_id": 1,
        "url": "https://github.com/vendor/backend/actions/runs/1"
      }
    } }
  }'`;
}

export function HowToReport() {
  const snippet = curlSnippet(useOrigin());
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>No out-of-tree backend yet</h1>
      <p className={styles.lead}>
        Hardware vendors and other projects run this project&apos;s CI in repositories of their own. A relay vouches for
        them and posts each job here when it starts and when it ends: then their results stand on every pull request,
        and this page says how reliable each backend is.
      </p>
      <section className={styles.card} aria-labelledby="try">
        <h2 id="try" className={styles.heading}>
          Send the first result
        </h2>
        <p>
          With <code>OOT_RELAY_TOKEN</code> as you set it, or <code>oot_relay</code> from <code>secrets.json</code> in
          the data directory:
        </p>
        <div className={styles.snippet}>
          <pre tabIndex={0} aria-label="The command">
            {snippet}
          </pre>
          <CopyButton text={snippet} what="the command" />
        </div>
      </section>
      <section className={styles.card} aria-labelledby="next">
        <h2 id="next" className={styles.heading}>
          For good
        </h2>
        <ul className={styles.list}>
          <li>
            A backend&apos;s owner adds two steps to a workflow; an operator connects a relay: both are in{" "}
            <code>docs/oot.md</code>, and every field in <Link href={paths.apiDocs()}>the API reference</Link>.
          </li>
          <li>
            <code>HUD_OOT_ALLOWLIST</code> names who is registered: those show here before they have reported anything.
          </li>
          <li>
            <code>npm run demo</code> sends made-up backends&apos; results, to look around.
          </li>
        </ul>
      </section>
    </div>
  );
}

/** The first page of a new HUD: the ways to its first event. It turns into the list by itself when one arrives. */
import Link from "next/link";
import { Copyable } from "components/frame/Copyable";
import { paths } from "lib/browser/paths";
import { hereUrl } from "lib/browser/here_url";
import { useSetup } from "lib/browser/use_api";
import { isLocal } from "lib/model/app_manifest";
import { github_events } from "lib/model/setup";
import styles from "components/home/FirstEvent.module.css";

export function FirstEvent() {
  const { data: setup } = useSetup(null);
  const webhook_url = hereUrl(setup?.webhook_url ?? "/api/github/webhooks", window.location);
  const local = isLocal(webhook_url);
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>No repository yet</h1>
      <p className={styles.lead}>
        A repository appears here with its first event: nothing needs to be registered.{" "}
        <span className={styles.waiting} role="status">
          Waiting for the first one…
        </span>
      </p>

      <section className={styles.card} aria-labelledby="webhook">
        <h2 id="webhook" className={styles.heading}>
          Connect GitHub
        </h2>
        <p>
          In the repository or organisation: <b>Settings → Webhooks → Add webhook</b>.
        </p>
        <dl className={styles.form}>
          <dt>Payload URL</dt>
          <dd>
            <Copyable text={webhook_url} what="the webhook URL" />
            {local && (
              <p className={styles.muted}>
                GitHub cannot reach this machine by that name: put a tunnel in front, and its address here.
              </p>
            )}
          </dd>
          <dt>Content type</dt>
          <dd>
            <Copyable text="application/json" what="the content type" />
          </dd>
          <dt>Secret</dt>
          <dd>{setup ? setup.secret_hint : "…"}</dd>
          <dt>Events</dt>
          <dd>
            “Send me everything” does it. Or, of the individual events:
            <ul className={styles.events}>
              {github_events.map(({ event, title, what_for }) => (
                <li key={event}>
                  <b>{title}</b> <span className={styles.muted}>{what_for}</span>
                </li>
              ))}
            </ul>
          </dd>
        </dl>
      </section>

      <div className={styles.pair}>
        <section className={styles.card} aria-labelledby="demo">
          <h2 id="demo" className={styles.heading}>
            Look around first
          </h2>
          <p>Realistic traffic of made-up repositories, sent to this HUD as GitHub would send it:</p>
          <Copyable text="npm run demo" what="the demo command" />
        </section>
        <section className={styles.card} aria-labelledby="backfill">
          <h2 id="backfill" className={styles.heading}>
            Fill in the past
          </h2>
          <p>
            The last days of a repository from GitHub&apos;s API, with <code>GITHUB_TOKEN</code> set:
          </p>
          <Copyable text="npm run backfill -- owner/repo --days 7" what="the backfill command" />
        </section>
      </div>
      <p className={styles.muted}>
        A GitHub App, CircleCI, logs, test reports, artifacts: <Link href={paths.setup(null)}>Set up</Link>. Scripts:{" "}
        <Link href={paths.apiDocs()}>the API reference</Link>.
      </p>
    </div>
  );
}

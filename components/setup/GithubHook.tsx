/** GitHub's webhook: what goes into its form, which events have come, and what the webhooks say of themselves. */
import { Copyable } from "components/frame/Copyable";
import { Time } from "components/frame/Time";
import { InputMark } from "components/setup/InputMark";
import { type EventState, isOn } from "components/setup/states";
import { hereUrl } from "lib/browser/here_url";
import { isLocal } from "lib/model/app_manifest";
import { github_events, type HookSeen, type SetupAnswer } from "lib/model/setup";
import page from "components/frame/Page.module.css";
import styles from "components/setup/Setup.module.css";

const scopes: Record<HookSeen["scope"], string> = {
  repository: "This repository's webhook",
  organization: "The organisation's webhook",
  app: "The GitHub App's webhook",
};

export function GithubHook({ setup, events }: { setup: SetupAnswer; events: readonly EventState[] | null }) {
  const url = hereUrl(setup.webhook_url, window.location);
  const working = events?.some(({ state }) => isOn(state)) === true;
  return (
    <section id="github" className={page.card} aria-labelledby="github-title">
      <h2 id="github-title" className={page.heading}>
        GitHub
      </h2>
      {setup.repo && events && (
        <>
          <Hooks hooks={setup.repo.hooks} />
          <ul className={styles.events} aria-label="Events">
            {events.map(({ event, title, what_for, needed, state, seen }) => (
              <li key={event} className={styles.event}>
                <span>
                  <b>{title}</b>
                  {needed && <span className={styles.needed}>needed</span>}
                  <br />
                  <span className={styles.aside}>{what_for}</span>
                </span>
                <InputMark state={state} seen={seen} />
              </li>
            ))}
          </ul>
        </>
      )}
      <details className={styles.how} open={!working}>
        <summary>Add a webhook</summary>
        <p>
          In the repository or organisation: <b>Settings → Webhooks → Add webhook</b>. GitHub sends a ping at once, and
          this page says so.
        </p>
        <dl className={styles.form}>
          <dt>Payload URL</dt>
          <dd>
            <Copyable text={url} what="the webhook URL" />
            {isLocal(url) && (
              <p className={styles.aside}>
                GitHub cannot reach this machine by that name: put a tunnel in front, and its address here and in{" "}
                <code>HUD_PUBLIC_URL</code>.
              </p>
            )}
          </dd>
          <dt>Content type</dt>
          <dd>
            <Copyable text="application/json" what="the content type" />
          </dd>
          <dt>Secret</dt>
          <dd>{setup.secret_hint}</dd>
          <dt>Events</dt>
          <dd>
            “Send me everything” does it. Or, of the individual events:{" "}
            {github_events.map(({ title }) => title).join(", ")}.
          </dd>
        </dl>
      </details>
    </section>
  );
}

function Hooks({ hooks }: { hooks: readonly HookSeen[] }) {
  if (hooks.length === 0) return null;
  return (
    <ul className={styles.hooks} aria-label="Webhooks">
      {hooks.map(({ scope, hook_id, heard_at, events, content_type }) => (
        <li key={hook_id}>
          <b>{scopes[scope]}</b> pinged <Time iso={heard_at} /> and sends{" "}
          {events.includes("*") ? "everything" : events.length === 0 ? "nothing" : events.toSorted().join(", ")}
          {content_type === "form" && "; as a form, which works as well as JSON"}.
        </li>
      ))}
    </ul>
  );
}

/** The GitHub App: made here by GitHub's manifest flow, which leaves for GitHub and comes back. */
import { type FormEvent, useState } from "react";
import { Notice } from "components/frame/Failure";
import { Time } from "components/frame/Time";
import { beginApp, postToGithub } from "lib/browser/begin_app";
import { hereUrl } from "lib/browser/here_url";
import { isLocal } from "lib/model/app_manifest";
import type { AppMade, SetupAnswer } from "lib/model/setup";
import page from "components/frame/Page.module.css";
import styles from "components/setup/Setup.module.css";

export function GithubApp({ setup, repo }: { setup: SetupAnswer; repo: string | null }) {
  const { github, webhook_url } = setup;
  return (
    <section id="app" className={page.card} aria-labelledby="app-title">
      <h2 id="app-title" className={page.heading}>
        GitHub App{" "}
        <span className={page.aside}>
          {github.app ? "in use" : github.made ? "made; restart the HUD to use it" : "instead of webhooks and tokens"}
        </span>
      </h2>
      {github.made ? (
        <Made made={github.made} in_use={github.app} secret_hint={setup.secret_hint} />
      ) : github.app ? (
        <p>
          This HUD asks GitHub as the App of <code>GITHUB_APP_ID</code>.
        </p>
      ) : (
        <details className={styles.how} open={repo === null}>
          <summary>Make a GitHub App</summary>
          <p>
            One App, installed on an organisation, sends the events of all its repositories and lets the HUD read logs
            and history. It reads only. GitHub makes it from a form that is filled in already.
          </p>
          {isLocal(hereUrl(webhook_url, window.location)) && (
            <p className={styles.aside}>
              GitHub cannot send to this machine by the name in the address bar: the App will have no webhook, and reads
              logs and history only. With <code>HUD_PUBLIC_URL</code> set to a tunnel&apos;s address it has one.
            </p>
          )}
          <AppForm token_hint={setup.api_token_hint} owner={repo?.split("/", 1)[0] ?? ""} />
        </details>
      )}
    </section>
  );
}

function AppForm({ token_hint, owner }: { token_hint: string; owner: string }) {
  const [organisation, setOrganisation] = useState(owner);
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    beginApp(token.trim(), organisation.trim() === "" ? null : organisation.trim())
      .then(postToGithub)
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false));
  };
  return (
    <form className={styles.app_form} onSubmit={submit}>
      <label>
        <span>Organisation</span>
        <input
          value={organisation}
          onChange={(event) => setOrganisation(event.target.value)}
          placeholder="empty: your own account"
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <label>
        <span>API token</span>
        <input
          type="password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          autoComplete="off"
          required
          aria-describedby="token-hint"
        />
      </label>
      <button type="submit" className={styles.submit} disabled={busy}>
        Go to GitHub
      </button>
      <p id="token-hint" className={styles.aside}>
        {token_hint}.
      </p>
      {problem !== null && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
    </form>
  );
}

function Made({ made, in_use, secret_hint }: { made: AppMade; in_use: boolean; secret_hint: string }) {
  const { name, owner, html_url, install_url, made_at, signs_alike } = made;
  return (
    <>
      <p>
        <a href={html_url} target="_blank" rel="noreferrer">
          {name}
        </a>{" "}
        {owner !== "" && `of ${owner} `}was made <Time iso={made_at} />. Its key is in <code>github_app.json</code> in
        the data directory.
      </p>
      <ol className={styles.steps}>
        {!in_use && (
          <li>
            Start the HUD again: it takes the App from there. Where web servers have no data directory of their own, set{" "}
            <code>GITHUB_APP_ID</code> and <code>GITHUB_APP_PRIVATE_KEY</code> from that file instead.
          </li>
        )}
        {!signs_alike && (
          <li>
            Its webhook signs with a secret of its own: in the App&apos;s settings, change it to this HUD&apos;s.{" "}
            {secret_hint}.
          </li>
        )}
        <li>
          <a href={install_url} target="_blank" rel="noreferrer">
            Install it
          </a>{" "}
          on the repositories that shall appear here.
        </li>
      </ol>
    </>
  );
}

const outcomes: Record<string, { title: string; text: string }> = {
  made: { title: "The GitHub App was made", text: "What is left to do is said below, under GitHub App." },
  expired: {
    title: "That took too long, or was not begun here",
    text: "GitHub keeps a new App's key for an hour, and gives it once. If an App was made, delete it on GitHub and begin again.",
  },
  exists: {
    title: "This HUD has an App already",
    text: "It has one, or cannot write to its data directory; the server's log says which.",
  },
  refused: { title: "GitHub did not give the App's key", text: "The server's log has GitHub's reason. Begin again." },
};

/** What GitHub's redirect came back with. */
export function AppOutcome({ outcome }: { outcome: string | null }) {
  const known = outcome === null ? undefined : outcomes[outcome];
  if (!known) return null;
  return (
    <Notice title={known.title} level={2}>
      <p>{known.text}</p>
    </Notice>
  );
}

/** The ways in besides GitHub's webhook: logs, test reports, artifacts, CircleCI, out-of-tree backends, and the past. */
import Link from "next/link";
import type { ReactNode } from "react";
import { Copyable } from "components/frame/Copyable";
import { Snippet } from "components/frame/Snippet";
import { InputMark } from "components/setup/InputMark";
import { artifactCurl, reportCurl, reportStep } from "components/setup/snippets";
import { inputState, isOn, seenOf } from "components/setup/states";
import { hereUrl } from "lib/browser/here_url";
import { paths } from "lib/browser/paths";
import type { InputName, SetupAnswer } from "lib/model/setup";
import page from "components/frame/Page.module.css";
import styles from "components/setup/Setup.module.css";

interface Props {
  setup: SetupAnswer;
  repo: string | null;
  now_ms: number;
}

export function OtherInputs({ setup, repo, now_ms }: Props) {
  const here = (url: string) => hereUrl(url, window.location);
  const way = { setup, now_ms };
  const shown_repo = repo ?? "owner/repo";
  const { github } = setup;
  const coverage = setup.repo?.log_coverage;
  return (
    <div className={styles.ways}>
      <Way {...way} input="logs" title="Logs" how="Let the HUD read logs">
        {coverage && coverage.jobs > 0 && (
          <p>
            {coverage.with_log.toLocaleString("en")} of the {coverage.jobs.toLocaleString("en")} jobs that ended within
            7 days have a log here.
          </p>
        )}
        {setup.repo?.log_refusal && (
          <p>
            <strong>No log can be had: {setup.repo.log_refusal}.</strong> The HUD asks again every hour.
          </p>
        )}
        <p>
          {github.app || github.token
            ? `This HUD asks GitHub ${github.app ? "as an App" : "with GITHUB_TOKEN"}: logs of the repositories it may read are fetched when a job ends, and runs whose end it did not hear are asked about.`
            : "GitHub gives logs to whoever may read Actions: a GitHub App as above, or GITHUB_TOKEN, a token that may read Actions of the repository. Without either, nothing is fetched, and a job whose last webhook was lost stays in progress."}
        </p>
        <p>
          Logs of other CI systems: <code>PUT /api/log/…</code> with the API token, see{" "}
          <Link href={paths.apiDocs()}>the API reference</Link>.
        </p>
      </Way>

      <Way {...way} input="test_reports" title="Test reports" how="Send JUnit XML">
        <p>A step at the end of a job, with the API token as a secret of the repository:</p>
        <Snippet text={reportStep(here("/"))} what="the workflow step" />
        <p>From anywhere else:</p>
        <Snippet text={reportCurl(here(setup.test_reports_url), shown_repo)} what="the command for test reports" />
        <Hint>{setup.api_token_hint}.</Hint>
      </Way>

      <Way {...way} input="artifacts" title="Artifacts" how="Keep build artifacts">
        <p>
          GitHub&apos;s own artifacts are listed without more, once the HUD may read Actions. Others are sent here, one
          file at a time:
        </p>
        <Snippet text={artifactCurl(here(setup.artifacts_url), shown_repo)} what="the command for artifacts" />
        <Hint>{setup.api_token_hint}.</Hint>
      </Way>

      <Way {...way} input="circleci" title="CircleCI" how="Add its webhook">
        <p>
          In the project: <b>Project Settings → Webhooks → Add Webhook</b>, with both events, “Workflow Completed” and
          “Job Completed”.
        </p>
        <Copyable text={here(setup.circleci_url)} what="CircleCI's webhook URL" />
        <Hint>Secret token: {setup.circleci_secret_hint}.</Hint>
      </Way>

      <Way {...way} input="oot" title="Out-of-tree backends" how="Connect a relay">
        <p>
          Others who run this project&apos;s CI in repositories of their own report through a relay, which posts to:
        </p>
        <Copyable text={here(setup.relay_url)} what="the relay's URL" />
        <Hint>Relay token: {setup.relay_token_hint}.</Hint>
        <p>
          <Link href={paths.ootBackends()}>Out-of-tree backends</Link> shows them, and how to send a first result.
        </p>
      </Way>

      <section id="past" className={page.card} aria-labelledby="past-title">
        <h2 id="past-title" className={page.heading}>
          The past
        </h2>
        <p>
          What happened before the first event comes from GitHub&apos;s API, with a GitHub App or{" "}
          <code>GITHUB_TOKEN</code>:
        </p>
        <Copyable text={`npm run backfill -- ${shown_repo} --days 7`} what="the backfill command" />
      </section>
    </div>
  );
}

const Hint = ({ children }: { children: ReactNode }) => <p className={styles.aside}>{children}</p>;

interface WayProps {
  setup: SetupAnswer;
  now_ms: number;
  input: InputName;
  title: string;
  how: string;
  children: ReactNode;
}

/** What to do is folded away where it has been done. */
function Way({ setup, now_ms, input, title, how, children }: WayProps) {
  const seen = setup.repo && seenOf(setup.repo.inputs, input);
  const state = seen && inputState(seen, now_ms);
  return (
    <section id={input} className={page.card} aria-labelledby={`${input}-title`}>
      <h2 id={`${input}-title`} className={page.heading}>
        {title} {seen && state && <InputMark state={state} seen={seen} />}
      </h2>
      <details className={styles.how} open={state === null || !isOn(state)}>
        <summary>{how}</summary>
        {children}
      </details>
    </section>
  );
}

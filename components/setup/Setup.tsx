/** The set-up page: what a repository sends, when it last did, and what to do for what is missing. */
import { useRouter } from "next/router";
import { Failure, StaleNotice } from "components/frame/Failure";
import { RepoPicker } from "components/frame/RepoPicker";
import { Skeleton } from "components/frame/Skeleton";
import { word } from "components/frame/place";
import { AppOutcome, GithubApp } from "components/setup/GithubApp";
import { GithubHook } from "components/setup/GithubHook";
import { OtherInputs } from "components/setup/OtherInputs";
import { eventStates } from "components/setup/states";
import { Overview } from "components/setup/Overview";
import { useAddress } from "lib/browser/use_address";
import { useSetup } from "lib/browser/use_api";
import { useNow } from "lib/browser/use_now";
import page from "components/frame/Page.module.css";
import styles from "components/setup/Setup.module.css";

const repo_name = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;

export function Setup() {
  const { query } = useRouter();
  const change = useAddress();
  const now = useNow() ?? 0;
  const asked = word(query, "repo") ?? "";
  const repo = repo_name.test(asked) ? asked : null;
  const { data, error, mutate } = useSetup(repo);
  const retry = () => void mutate();
  const events = data?.repo ? eventStates(data.repo.inputs, data.repo.hooks, now) : null;
  return (
    <>
      {error && data && <StaleNotice error={error} onRetry={retry} />}
      <div className={`${page.page} ${styles.page}`}>
        <header className={page.head}>
          <h1 className={page.title}>Set up</h1>
          <div className={styles.picker}>
            <RepoPicker repo={repo} onChoose={(chosen) => change({ repo: chosen, app: "" })} />
          </div>
        </header>
        <AppOutcome outcome={word(query, "app")} />
        {!data &&
          (error ? <Failure error={error} onRetry={retry} level={2} /> : <Skeleton what="what has been seen" />)}
        {data && (
          <>
            {data.repo && events ? (
              <Overview setup={data} repo={data.repo} events={events} now_ms={now} />
            ) : (
              <p className={styles.lead}>
                Choose a repository to see what it sends, or connect a new one: it appears by itself with its first
                event.
              </p>
            )}
            <GithubHook setup={data} events={events} />
            <GithubApp setup={data} repo={repo} />
            <OtherInputs setup={data} repo={repo} now_ms={now} />
          </>
        )}
      </div>
    </>
  );
}

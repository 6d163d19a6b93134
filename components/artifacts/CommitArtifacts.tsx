/** The files that a commit's runs left behind: how large and how old they are, and where to get them. */
import { Failure } from "components/frame/Failure";
import { SectionBoundary } from "components/frame/SectionBoundary";
import { Time } from "components/frame/Time";
import { type ArtifactRun, artifactRuns, sizeWords } from "components/artifacts/sizes";
import { moment } from "lib/browser/time";
import { useArtifacts } from "lib/browser/use_artifacts";
import { useNow } from "lib/browser/use_now";
import { type Artifact } from "lib/model/artifact";
import page from "components/frame/Page.module.css";
import styles from "components/artifacts/CommitArtifacts.module.css";

/** With more than this, a run's files are folded away. */
const open_max = 20;

export function CommitArtifacts({ repo, sha }: { repo: string; sha: string }) {
  return (
    <SectionBoundary title="Artifacts" place={`${repo}@${sha}`}>
      <Artifacts repo={repo} sha={sha} />
    </SectionBoundary>
  );
}

/** Nothing at all when there is none. */
function Artifacts({ repo, sha }: { repo: string; sha: string }) {
  const { data, error, mutate } = useArtifacts(repo, sha);
  if (!data) {
    return error && error.problem !== "not_found" ? (
      <Failure error={error} onRetry={() => void mutate()} level={2} />
    ) : null;
  }
  if (data.length === 0) return null;
  const runs = artifactRuns(data);
  const total = data.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  return (
    <section className={styles.section} aria-labelledby="artifacts">
      <h2 id="artifacts" className={page.heading}>
        Artifacts{" "}
        <span className={page.aside}>
          {data.length.toLocaleString("en")}, {sizeWords(total)}
          {error && ` · not up to date: ${error.message}`}
        </span>
      </h2>
      <div className={styles.runs}>
        {runs.map((run) => (
          <Run key={`${run.workflow_id} ${run.run_attempt}`} run={run} open={data.length <= open_max} />
        ))}
      </div>
    </section>
  );
}

function Run({ run, open }: { run: ArtifactRun; open: boolean }) {
  const { workflow_id, workflow_name, run_attempt, jobs, size_bytes } = run;
  const files = jobs.reduce((sum, { artifacts }) => sum + artifacts.length, 0);
  return (
    <details className={styles.run} open={open}>
      <summary>
        {workflow_name === "" ? `Run ${workflow_id}` : workflow_name}{" "}
        <span className={page.aside}>
          {run_attempt > 1 && `attempt ${run_attempt} · `}
          {files} {files === 1 ? "file" : "files"} · {sizeWords(size_bytes)}
        </span>
      </summary>
      {jobs.map(({ job_id, job_name, artifacts }) => (
        <div key={job_id ?? "run"} className={styles.job}>
          {job_id !== null && <h3 className={styles.job_name}>{job_name ?? `Job ${job_id}`}</h3>}
          <ul>
            {artifacts.map((artifact) => (
              <File key={`${artifact.source} ${artifact.name}`} artifact={artifact} />
            ))}
          </ul>
        </div>
      ))}
    </details>
  );
}

function File({ artifact }: { artifact: Artifact }) {
  const { name, size_bytes, created_at, expires_at, expired, url, source } = artifact;
  return (
    <li className={styles.file}>
      {expired ? (
        <span className={styles.gone}>{name}</span>
      ) : source === "github" ? (
        <a href={url} target="_blank" rel="noreferrer">
          {name}
        </a>
      ) : (
        <a href={url} download>
          {name}
        </a>
      )}
      {source === "github" && <span className={styles.tag}>on GitHub</span>}
      <span className={styles.size}>{sizeWords(size_bytes)}</span>
      <span className={styles.age}>
        <Time iso={created_at} />
        <Expiry at={expires_at} expired={expired} />
      </span>
    </li>
  );
}

const day_ms = 86_400_000;

function Expiry({ at, expired }: { at: string | null; expired: boolean }) {
  const now = useNow();
  if (expired) return <span className={styles.tag}>expired</span>;
  if (at === null || now === null) return null;
  const days = Math.ceil((Date.parse(at) - now) / day_ms);
  return (
    <span className={page.aside} title={`Until ${moment(at)}`}>
      {" "}
      · {days <= 1 ? "its last day" : `${days} days left`}
    </span>
  );
}

/** /<owner>/<repo>/job/<job id>#L10-L20 — one job's log. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { NotFound } from "components/frame/NotFound";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf, whole, word } from "components/frame/place";
import { LogView } from "components/logs/LogView";
import { useLogJob } from "components/logs/use_log_job";
import { logJobProps } from "lib/server/log_job";
import type { LogJob } from "clickhouse_queries/log_job/query";

interface Props {
  job: LogJob | null;
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ query, res }) => {
  const job_id = whole(query, "job_id", { min: 0, max: Number.MAX_SAFE_INTEGER });
  if (job_id === null) return { notFound: true };
  return { props: { job: await logJobProps(res, placeOf(query).repo ?? "", job_id) } };
};

export default function LogPage({ job: first }: Props) {
  const { query } = useRouter();
  const { repo } = placeOf(query);
  const job_id = word(query, "job_id");
  const job = useLogJob(repo, job_id, first);
  if (repo === null || job_id === null) return <NotFound />;
  return (
    <>
      <PageTitle parts={[job === null ? `Job ${job_id}` : `${job.job_name} log`, repo]} />
      <LogView key={`${repo} ${job_id}`} repo={repo} job_id={job_id} job={job} />
    </>
  );
}

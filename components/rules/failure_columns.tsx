/** How failures are listed on the page of the rules. */
import Link from "next/link";
import type { DataColumn } from "components/frame/DataTable";
import { Isolated, Spelled } from "components/frame/Isolated";
import { Time } from "components/frame/Time";
import { paths } from "lib/browser/paths";
import type { FailureRow } from "clickhouse_queries/log_parameters";
import type { z } from "zod";
import styles from "components/rules/Rules.module.css";

type Row = z.infer<typeof FailureRow>;

export const failureColumns = ({ with_repo }: { with_repo: boolean }): readonly DataColumn<Row>[] => [
  {
    title: "Line",
    cell: ({ repo, job_id, line, line_num }) => (
      <Link
        href={paths.job(repo, job_id, line_num === null ? null : { first: line_num, last: line_num })}
        className={line === null ? undefined : styles.line}
        prefetch={false}
      >
        <Spelled text={line ?? "Read the log"} all />
      </Link>
    ),
  },
  { title: "Job", wide: true, cell: ({ name }) => <Isolated text={name} /> },
  ...(with_repo ? [{ title: "Repository", cell: ({ repo }: Row) => repo }] : []),
  { title: "Branch", wide: true, cell: ({ head_branch }) => <Isolated text={head_branch ?? ""} /> },
  {
    title: "Commit",
    cell: ({ repo, head_sha }) => (
      <Link href={paths.commit(repo, head_sha)} className={styles.sha} prefetch={false}>
        {head_sha.slice(0, 7)}
      </Link>
    ),
  },
  { title: "When", cell: ({ completed_at }) => <Time iso={completed_at} /> },
];

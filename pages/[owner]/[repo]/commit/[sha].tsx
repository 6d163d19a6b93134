/** /<owner>/<repo>/commit/<sha> — all that ran for one commit. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { CommitArtifacts } from "components/artifacts/CommitArtifacts";
import { NotFound } from "components/frame/NotFound";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf, word } from "components/frame/place";
import { CommitView } from "components/jobs/CommitView";
import { OnlyOot } from "components/oot/OnlyOot";
import { OotCommitSection } from "components/oot/OotPrSection";
import { CommitTests } from "components/tests/CommitTests";
import { paths } from "lib/browser/paths";
import { statusProps } from "lib/server/page_props";
import { fullShaOrNull } from "lib/server/sha";

interface Props {
  found: boolean;
  title: string | null;
  only_oot: { github_url: string } | null;
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ query, res }) => {
  const repo = placeOf(query).repo ?? "";
  const sha = word(query, "sha") ?? "";
  const full = await fullShaOrNull(repo, sha);
  if (full !== null && full !== sha) return { redirect: { destination: paths.commit(repo, full), permanent: false } };
  const { found, title, only_oot } = await statusProps(res, { repo, sha });
  return { props: { found, title, only_oot } };
};

export default function CommitPage({ found, title, only_oot }: Props) {
  const { query } = useRouter();
  const { repo } = placeOf(query);
  const sha = word(query, "sha");
  if (repo === null || sha === null) return <NotFound />;
  return (
    <>
      <PageTitle parts={[title === null ? sha.slice(0, 7) : `${sha.slice(0, 7)} ${title}`, repo]} />
      <CommitView
        key={`${repo} ${sha}`}
        {...{ repo, sha, title }}
        found={found && only_oot === null}
        unheard={only_oot ? <OnlyOot repo={repo} title={`Commit ${sha.slice(0, 7)}`} {...only_oot} /> : undefined}
        sections={(at) => (
          <>
            <CommitTests repo={repo} {...at} />
            <CommitArtifacts repo={repo} sha={at.sha} />
          </>
        )}
      />
      {found && <OotCommitSection repo={repo} sha={sha} />}
    </>
  );
}

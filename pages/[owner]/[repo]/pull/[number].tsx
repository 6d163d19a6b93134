/** /<owner>/<repo>/pull/<number>?sha= — all that ran for one head of a pull request. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { CommitArtifacts } from "components/artifacts/CommitArtifacts";
import { NotFound } from "components/frame/NotFound";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf, whole, word } from "components/frame/place";
import { PullView } from "components/jobs/PullView";
import { OnlyOot } from "components/oot/OnlyOot";
import { OotPrSection } from "components/oot/OotPrSection";
import { CommitTests } from "components/tests/CommitTests";
import { statusProps } from "lib/server/page_props";

interface Props {
  found: boolean;
  title: string | null;
  only_oot: { github_url: string } | null;
}

const number_range = { min: 1, max: 999_999_999 };

export const getServerSideProps: GetServerSideProps<Props> = async ({ query, res }) => {
  const number = whole(query, "number", number_range);
  if (number === null) return { notFound: true };
  const { found, title, only_oot } = await statusProps(res, { repo: placeOf(query).repo ?? "", pull: number });
  return { props: { found, title, only_oot } };
};

export default function PullPage({ found, title, only_oot }: Props) {
  const { query } = useRouter();
  const { repo } = placeOf(query);
  const number = whole(query, "number", number_range);
  if (repo === null || number === null) return <NotFound />;
  return (
    <>
      <PageTitle parts={[title === null ? `#${number}` : `#${number} ${title}`, repo]} />
      <PullView
        key={`${repo} ${number}`}
        {...{ repo, number, title }}
        found={found && only_oot === null}
        sha={word(query, "sha")}
        unheard={only_oot ? <OnlyOot repo={repo} title={`Pull request #${number}`} {...only_oot} /> : undefined}
        sections={(at) => (
          <>
            <CommitTests repo={repo} {...at} />
            <CommitArtifacts repo={repo} sha={at.sha} />
          </>
        )}
      />
      {found && <OotPrSection repo={repo} number={number} sha={word(query, "sha")} />}
    </>
  );
}

/** /<owner>/<repo>/commit/<sha> — all that ran for one commit. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { NotFound } from "components/frame/NotFound";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf, word } from "components/frame/place";
import { CommitView } from "components/jobs/CommitView";
import { OotCommitSection } from "components/oot/OotPrSection";
import { statusProps } from "lib/server/page_props";

interface Props {
  found: boolean;
  title: string | null;
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ query, res }) => {
  const { found, title } = await statusProps(res, {
    repo: placeOf(query).repo ?? "",
    sha: word(query, "sha") ?? "",
  });
  return { props: { found, title } };
};

export default function CommitPage({ found, title }: Props) {
  const { query } = useRouter();
  const { repo } = placeOf(query);
  const sha = word(query, "sha");
  if (repo === null || sha === null) return <NotFound />;
  return (
    <>
      <PageTitle parts={[title === null ? sha.slice(0, 7) : `${sha.slice(0, 7)} ${title}`, repo]} />
      <CommitView key={`${repo} ${sha}`} repo={repo} sha={sha} found={found} />
      {found && <OotCommitSection repo={repo} sha={sha} />}
    </>
  );
}

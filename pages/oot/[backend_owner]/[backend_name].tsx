/** /oot/<org>/<repo>?days=&scope=&upstream=&job=&conclusion=&pr=&page= — one out-of-tree backend's dashboard. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { word } from "components/frame/place";
import { OotBackend } from "components/oot/OotBackend";
import { backendIsKnown } from "lib/server/oot_page";

interface Props {
  found: boolean;
}

type Query = Record<string, string | string[] | undefined>;
// Not `owner` and `repo`: those name an upstream, and the bar would link to its grid.
const repoOf = (query: Query): string => `${word(query, "backend_owner") ?? ""}/${word(query, "backend_name") ?? ""}`;

export const getServerSideProps: GetServerSideProps<Props> = async ({ query, res }) => {
  const found = await backendIsKnown(repoOf(query));
  if (!found) res.statusCode = 404;
  res.setHeader("Cache-Control", "private, no-cache");
  return { props: { found } };
};

export default function OotBackendPage({ found }: Props) {
  const repo = repoOf(useRouter().query);
  return (
    <>
      <PageTitle parts={[repo, "Out-of-tree backends"]} />
      <OotBackend key={repo} repo={repo} found={found} />
    </>
  );
}

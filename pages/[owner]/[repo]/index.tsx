/** /<owner>/<repo>, as it is called on GitHub — leads to the repository's grid. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { NotFound } from "components/frame/NotFound";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf } from "components/frame/place";
import { paths } from "lib/browser/paths";
import { statusProps } from "lib/server/page_props";

export const getServerSideProps: GetServerSideProps = async ({ query, res }) => {
  const { repo } = placeOf(query);
  const { found } = await statusProps(res, { repo: repo ?? "" });
  return found && repo !== null ? { redirect: { destination: paths.grid(repo), permanent: false } } : { props: {} };
};

export default function RepositoryPage() {
  const { repo } = placeOf(useRouter().query);
  return (
    <>
      <PageTitle parts={["Not found"]} />
      <NotFound title={`Nothing has been heard of ${repo ?? "this"}`} repo={repo ?? ""} />
    </>
  );
}

/** /<owner>/<repo>, as it is called on GitHub — leads to the repository's grid. */
import type { GetServerSideProps } from "next";
import { placeOf } from "components/frame/place";
import { paths } from "lib/browser/paths";
import { RepoName } from "lib/model/fields";

export const getServerSideProps: GetServerSideProps = ({ query }) => {
  const { data: repo } = RepoName.safeParse(placeOf(query).repo);
  return Promise.resolve(
    repo === undefined ? { notFound: true } : { redirect: { destination: paths.grid(repo), permanent: false } },
  );
};

export default function RepositoryPage(): null {
  return null; // Nobody gets to see it.
}

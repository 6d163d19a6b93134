/** /hud/<owner>/<repo>/<branch>?page=&per_page=&name_filter= — the grid; pages count from 0, as the API's do. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { NotFound } from "components/frame/NotFound";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf, whole } from "components/frame/place";
import { GridPreload } from "components/hud/GridPreload";
import { Hud } from "components/hud/Hud";
import { paths } from "lib/browser/paths";
import { statusProps } from "lib/server/page_props";

interface Props {
  found: boolean;
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ query, res }) => {
  const { repo, what: branch } = placeOf(query);
  const { found, default_branch } = await statusProps(res, { repo: repo ?? "", ...(branch !== null && { branch }) });
  if (found && branch === null && repo !== null && default_branch !== null) {
    return { redirect: { destination: paths.grid(repo, default_branch), permanent: false } };
  }
  return { props: { found } };
};

export default function HudPage({ found }: Props) {
  const { query } = useRouter();
  const { repo, what: branch } = placeOf(query);
  const page = whole(query, "page", { min: 0, max: 1_000_000 }) ?? 0;
  const per_page = whole(query, "per_page", { min: 1, max: 100 });
  return (
    <>
      <PageTitle parts={[branch, repo]} />
      {repo !== null && branch !== null ? (
        <>
          {found && <GridPreload place={{ repo, branch, page, per_page }} />}
          <Hud key={`${repo} ${branch}`} place={{ repo, branch, page, per_page }} found={found} />
        </>
      ) : (
        <NotFound
          title={found ? `No branch of ${repo} has been heard of yet` : `Nothing has been heard of ${repo}`}
          repo={repo ?? ""}
        />
      )}
    </>
  );
}

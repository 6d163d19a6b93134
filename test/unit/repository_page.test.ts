/** An address as on GitHub leads to the grid. */
import { getServerSideProps } from "pages/[owner]/[repo]/index";

const props = (query: Record<string, string>) =>
  getServerSideProps({ query } as unknown as Parameters<typeof getServerSideProps>[0]);

test("a repository's own address leads to its grid, and what can be none is not found", async () => {
  expect(await props({ owner: "acme", repo: "rocket.js" })).toEqual({
    redirect: { destination: "/hud/acme/rocket.js", permanent: false },
  });
  expect(await props({ owner: "a b", repo: "rocket" })).toEqual({ notFound: true });
  expect(await props({ owner: "-", repo: ".." })).toEqual({ notFound: true });
});

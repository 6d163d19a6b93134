/** /tests?repo=&q=&days= — a repository's tests, and a search over them. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf } from "components/frame/place";
import { Tests } from "components/tests/Tests";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function TestsPage() {
  return (
    <>
      <PageTitle parts={["Tests", placeOf(useRouter().query).repo]} />
      <Tests />
    </>
  );
}

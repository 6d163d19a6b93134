/** /tests/files?repo=&of=&days= — the slowest test files and tests of a repository. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf } from "components/frame/place";
import { SlowestTests } from "components/tests/SlowestTests";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function SlowestTestsPage() {
  return (
    <>
      <PageTitle parts={["Slowest tests", placeOf(useRouter().query).repo]} />
      <SlowestTests />
    </>
  );
}

/** /flaky?repo=&days=&branch= — the flaky tests of a repository, with the proof. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf } from "components/frame/place";
import { Flaky } from "components/tests/Flaky";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function FlakyPage() {
  return (
    <>
      <PageTitle parts={["Flaky tests", placeOf(useRouter().query).repo]} />
      <Flaky />
    </>
  );
}

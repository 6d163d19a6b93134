/** /failure?repo=&capture=&days= — failures that say the same. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf, word } from "components/frame/place";
import { Similar } from "components/failures/Similar";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function FailurePage() {
  const { query } = useRouter();
  return (
    <>
      <PageTitle parts={[word(query, "capture"), "Similar failures", placeOf(query).repo]} />
      <Similar />
    </>
  );
}

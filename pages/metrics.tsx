/** /metrics?repo=&days=&branches= — how a repository's CI does over time. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf } from "components/frame/place";
import { Metrics } from "components/metrics/Metrics";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function MetricsPage() {
  return (
    <>
      <PageTitle parts={["Metrics", placeOf(useRouter().query).repo]} />
      <Metrics />
    </>
  );
}

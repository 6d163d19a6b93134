/** /logs?repo=&q=&regex=&days= — search in failed jobs' logs. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf, word } from "components/frame/place";
import { Logs } from "components/logs/Logs";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function LogsPage() {
  const { query } = useRouter();
  return (
    <>
      <PageTitle parts={[word(query, "q"), "Logs", placeOf(query).repo]} />
      <Logs />
    </>
  );
}

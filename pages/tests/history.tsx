/** /tests/history?repo=&name=&classname=&file=&days=&branch= — one test: its runs, and how it fails. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf, word } from "components/frame/place";
import { TestHistory } from "components/tests/TestHistory";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function TestHistoryPage() {
  const { query } = useRouter();
  return (
    <>
      <PageTitle parts={[word(query, "name") ?? "Test", placeOf(query).repo]} />
      <TestHistory />
    </>
  );
}

/** /rules?repo=&rule= — the rules that find why jobs failed. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { word } from "components/frame/place";
import { Rules } from "components/rules/Rules";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function RulesPage() {
  const { query } = useRouter();
  return (
    <>
      <PageTitle parts={[word(query, "rule"), "Failure rules", word(query, "repo")]} />
      <Rules />
    </>
  );
}

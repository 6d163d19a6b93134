/** The document's title, most telling part first: "main · acme/rocket · HUD". */
import Head from "next/head";

export function PageTitle({ parts }: { parts: readonly (string | null)[] }) {
  return (
    <Head>
      <title>{[...parts.filter((part) => part !== null), "HUD"].join(" · ")}</title>
    </Head>
  );
}

/** The document's title, most telling part first: "main · acme/rocket · HUD". */
import Head from "next/head";
import { spelledOut } from "lib/model/turning_text";

export function PageTitle({ parts }: { parts: readonly (string | null)[] }) {
  return (
    <Head>
      <title>{spelledOut([...parts.filter((part) => part !== null), "HUD"].join(" · "))}</title>
    </Head>
  );
}

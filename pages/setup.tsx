/** /setup?repo= — what a repository sends to this HUD, when it last did, and how to connect what is missing. */
import type { GetServerSideProps } from "next";
import { useRouter } from "next/router";
import { PageTitle } from "components/frame/PageTitle";
import { placeOf } from "components/frame/place";
import { Setup } from "components/setup/Setup";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function SetupPage() {
  const { repo } = placeOf(useRouter().query);
  return (
    <>
      <PageTitle parts={["Set up", repo]} />
      <Setup />
    </>
  );
}

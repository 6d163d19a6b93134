/** /oot?days=&scope=&upstream=&q=&sort= — every out-of-tree backend and how it does. */
import type { GetServerSideProps } from "next";
import { PageTitle } from "components/frame/PageTitle";
import { OotBackends } from "components/oot/OotBackends";

/** So that the first paint knows what the address asks for. */
export const getServerSideProps: GetServerSideProps = () => Promise.resolve({ props: {} });

export default function OotBackendsPage() {
  return (
    <>
      <PageTitle parts={["Out-of-tree backends"]} />
      <OotBackends />
    </>
  );
}

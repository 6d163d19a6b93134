/** Any address that is no page of ours. */
import { NotFound } from "components/frame/NotFound";
import { PageTitle } from "components/frame/PageTitle";

export default function NotFoundPage() {
  return (
    <>
      <PageTitle parts={["Not found"]} />
      <NotFound />
    </>
  );
}

/** /docs/api — the API reference. */
import { PageTitle } from "components/frame/PageTitle";
import { ApiReference } from "components/docs/ApiReference";

export default function ApiReferencePage() {
  return (
    <>
      <PageTitle parts={["API reference"]} />
      <ApiReference />
    </>
  );
}

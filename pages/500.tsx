/** When a page could not be made at all. */
import { Notice } from "components/frame/Failure";
import { PageTitle } from "components/frame/PageTitle";

export default function ServerErrorPage() {
  return (
    <>
      <PageTitle parts={["Server error"]} />
      <Notice title="Something broke in the HUD">
        <p>
          Load the page again. If it stays, <a href="/api/readyz">/api/readyz</a> says whether an engine is away, and
          the server&apos;s log has the reason.
        </p>
      </Notice>
    </>
  );
}

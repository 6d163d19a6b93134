/** getServerSideProps of the pages about a repository: the right status before the first byte, the rest in the browser. */
import type { ServerResponse } from "node:http";
import { pageStatus, type PageCheck, type PageStatus } from "lib/server/page";

/** Sets 404 on the answer when what the page is about is unknown; the page then says what there is instead. */
export async function statusProps(response: ServerResponse, check: PageCheck): Promise<PageStatus> {
  const status = await pageStatus(check);
  if (!status.found) response.statusCode = 404;
  response.setHeader("Cache-Control", "private, no-cache");
  return status;
}

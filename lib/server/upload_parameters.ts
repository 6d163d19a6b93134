/** What belongs to an upload besides its bytes: in the address, or in headers where the body is the file itself. */
import { ApiError } from "lib/server/api_error";
import type { NextApiRequest } from "next";

/**
 * Each name's value from `?workflow_id=`, else from the header `X-HUD-Workflow-Id` or `workflow_id`; undefined where it
 * is in neither.
 * @throws ApiError 400 for one that is given twice
 */
export function uploadParameters<Name extends string>(
  request: NextApiRequest,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const { headers } = request;
    const value = request.query[name] ?? headers[`x-hud-${name.replaceAll("_", "-")}`] ?? headers[name];
    if (Array.isArray(value)) throw new ApiError(400, `${name}: must be given once`);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

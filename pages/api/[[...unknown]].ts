/** Any API path that is not another route: 404 as JSON. */
import { ApiError } from "lib/server/api_error";
import { route } from "lib/server/route";

const nothing = (): Promise<never> => Promise.reject(new ApiError(404, "There is no such endpoint; see /docs/api"));

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/*", { GET: nothing, POST: nothing, PUT: nothing, DELETE: nothing });

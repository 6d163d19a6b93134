/** A saved query's rows, as pages read them: kept, shared and refreshed by SWR. */
import useSWR, { type SWRResponse } from "swr";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { ParamsOf, RowOf, SavedQuery } from "lib/model/saved_query";

const refresh_ms = 60_000;

export type Rows<Query extends SavedQuery> = SWRResponse<RowOf<Query>[], ApiError>;

/** Null parameters: nobody asks yet. @param keep whether other parameters' rows stay until these are there. */
export const useSavedQuery = <Query extends SavedQuery>(
  name: string,
  params: ParamsOf<Query> | null,
  { keep = true }: { keep?: boolean } = {},
): Rows<Query> =>
  useSWR<RowOf<Query>[], ApiError>(params && api_paths.savedQuery(name, params), {
    refreshInterval: refresh_ms,
    keepPreviousData: keep,
  });

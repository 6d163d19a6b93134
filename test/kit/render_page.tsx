/** Renders a component as a page would: with a router whose address it may read and change, and answers for its reads. */
import { render, type RenderResult } from "@testing-library/react";
import { RouterContext } from "next/dist/shared/lib/router-context.shared-runtime";
import type { NextRouter } from "next/router";
import type { ReactElement } from "react";
import { SWRConfig } from "swr";
import { ApiError } from "lib/browser/fetch_json";
import { swr_settings } from "lib/browser/use_api";

export interface RenderedPage extends RenderResult {
  /** Every address that was gone to, in order. */
  visited: string[];
}

/** By path and query; an Error is thrown. What is not listed is an unknown address: 404. */
export type Answers = Record<string, unknown>;

export function renderPage(page: ReactElement, { path = "/", query = {}, answers = {} }: Options = {}): RenderedPage {
  const visited: string[] = [];
  const go = (url: unknown) => {
    visited.push(String(url));
    return Promise.resolve(true);
  };
  const router: NextRouter = {
    ...{ route: path, pathname: path, asPath: path, basePath: "", query },
    ...{ push: go, replace: go, prefetch: () => Promise.resolve(), reload: () => undefined },
    ...{ back: () => undefined, forward: () => undefined, beforePopState: () => undefined },
    ...{ isFallback: false, isReady: true, isLocaleDomain: false, isPreview: false },
    events: { on: () => undefined, off: () => undefined, emit: () => undefined },
  };
  const fetcher = (url: string): Promise<unknown> => {
    const answer = url in answers ? answers[url] : new ApiError("Nothing has been heard of that", 404);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const settings = { ...swr_settings, fetcher, provider: () => new Map(), onErrorRetry: () => undefined };
  const rendered = render(
    <RouterContext.Provider value={router}>
      <SWRConfig value={settings}>{page}</SWRConfig>
    </RouterContext.Provider>,
  );
  return { ...rendered, visited };
}

interface Options {
  path?: string;
  query?: NextRouter["query"];
  answers?: Answers;
}

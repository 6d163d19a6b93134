/** Whether a commit's or pull request's page shows the job that its address points to. */
import type { Page } from "playwright-core";
import { until } from "test/kit/hud_client";

/** Unfolded, below the bar and inside the window, marked, and with the focus. */
export const jobShows = (page: Page, id: number | string): Promise<true> =>
  until(`job ${id} is shown`, () =>
    page.evaluate((wanted) => {
      const row = document.querySelector<HTMLElement>(`[data-job="${wanted}"]`);
      if (!row?.checkVisibility() || !row.hasAttribute("data-marked") || document.activeElement !== row) return false;
      const bar = document.querySelector("header")?.getBoundingClientRect().bottom ?? Infinity;
      const { top, bottom } = row.getBoundingClientRect();
      return top >= bar && bottom <= window.innerHeight;
    }, id),
  );

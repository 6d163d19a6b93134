/** What is wrong with a page as it stands on the screen: for who sees badly or uses no mouse, and for who has a narrow screen. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { until } from "test/kit/hud_client";

const axe_source = readFileSync(
  createRequire(join(process.cwd(), "package.json")).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** Nothing on it is still loading. */
export const isWhole = (page: Page): Promise<boolean> =>
  page.evaluate(
    () => ![...document.querySelectorAll("main [role=status]")].some((one) => one.textContent?.startsWith("Loading")),
  );

/** Those of axe's rules that are on by default and look at colours. */
const colour_rules = ["color-contrast", "link-in-text-block"];

/** Serious and critical violations of accessibility, in a line each; of colours, or of anything. */
export async function violations(page: Page, of: "anything" | "colours" = "anything"): Promise<string[]> {
  if (await page.evaluate("window.axe === undefined")) await page.evaluate(axe_source);
  const options = { resultTypes: ["violations"], ...(of === "colours" && { runOnly: colour_rules }) };
  const found = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""} ${nodes[0]?.failureSummary ?? ""}`);
}

/** In a light system and then in a dark one, of which only colours can tell; the page is loaded once for both. */
export async function pageFaults(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  const faults = overflow > 0 ? [`${overflow} px too wide`] : [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await until(`the page is ${colorScheme}`, () => page.evaluate(isIn, colorScheme));
    const found = await violations(page, colorScheme === "light" ? "anything" : "colours");
    faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
  }
  return faults;
}

/** Wholly: no colour is still on its way to another. */
const isIn = (scheme: string): boolean =>
  document.documentElement.getAttribute("data-color-scheme") === scheme &&
  !document.getAnimations().some((animation) => animation instanceof CSSTransition);

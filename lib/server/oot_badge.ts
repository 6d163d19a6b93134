/** The badge of an out-of-tree backend: its pass rate. */
import { percentText } from "lib/model/oot_trend";
import { badge_colors, badgeSvg } from "lib/server/badge_svg";

/** @param pass_rate 0 to 1; null when there is no evidence. */
export function badge(repo: string, { pass_rate, total }: { pass_rate: number | null; total: number }): string {
  return badgeSvg({
    label: "out-of-tree CI",
    value: pass_rate === null ? "no data" : `${percentText(pass_rate)} passing`,
    color: badgeColor(pass_rate),
    title:
      pass_rate === null ? `${repo}: no data` : `${repo}: ${percentText(pass_rate)} of ${total} jobs passed in 7 days`,
  });
}

export function badgeColor(pass_rate: number | null): string {
  if (pass_rate === null) return badge_colors.none;
  if (pass_rate >= 0.95) return badge_colors.good;
  return pass_rate >= 0.8 ? badge_colors.fair : badge_colors.poor;
}

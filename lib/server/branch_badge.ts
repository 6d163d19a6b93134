/** The badge of a branch: whether its jobs pass, by the same rules as the line above its grid. */
import type { TrunkState } from "lib/model/trunk";
import { type Badge, badge_colors, badgeSvg } from "lib/server/badge_svg";

type State = Pick<TrunkState, "branch" | "red_job_count" | "last_green_sha" | "pending_jobs">;

export function branchBadge(repo: string, state: State): string {
  const { value, color, words } = saying(state);
  return badgeSvg({
    label: state.branch.slice(0, label_max),
    value,
    color,
    title: `${repo} ${state.branch}: ${words}`,
  });
}

/** A longer name would not leave room for what is said of it. */
const label_max = 40;

function saying(state: State): Pick<Badge, "value" | "color"> & { words: string } {
  const { red_job_count: red, last_green_sha, pending_jobs: pending } = state;
  if (red > 0) {
    const words = red === 1 ? "1 job is failing" : `${red} jobs are failing`;
    return { value: red === 1 ? "1 failing" : `${red} failing`, color: badge_colors.poor, words };
  }
  if (last_green_sha !== null) return { value: "passing", color: badge_colors.good, words: "no job is failing" };
  if (pending > 0) return { value: "pending", color: badge_colors.fair, words: `${pending} jobs have not ended yet` };
  return { value: "unknown", color: badge_colors.none, words: "nothing has passed or failed yet" };
}

/** The colours of both schemes. Every ink is readable on its fill (WCAG AA), which a test checks. */
import type { Tone } from "lib/model/mark";

export interface MarkColors {
  /** Of the letter. */
  ink: string;
  /** Of the box behind it. */
  fill: string;
}

export interface SchemeColors {
  page: string;
  paper: string;
  /** A second surface: table heads, code. */
  sunken: string;
  text: string;
  muted: string;
  line: string;
  accent: string;
  accent_text: string;
  mark: Record<Tone, MarkColors>;
  /** Failures that are looked at in another way: those of unstable jobs, and those that somebody has explained. */
  special: Record<"unstable" | "annotated", MarkColors>;
}

/** What failed is solid and loud; what passed is tinted and quiet; what has nothing to say is grey. */
export const light: SchemeColors = {
  page: "#f5f6f8",
  paper: "#ffffff",
  sunken: "#eef0f4",
  text: "#1a1f29",
  muted: "#565f6e",
  line: "#d9dde4",
  accent: "#3451c6",
  accent_text: "#ffffff",
  mark: {
    startup_failure: { ink: "#ffffff", fill: "#9d174d" },
    failure: { ink: "#ffffff", fill: "#d22f2f" },
    timed_out: { ink: "#ffffff", fill: "#b8480e" },
    action_required: { ink: "#55309e", fill: "#e9e0fb" },
    pending: { ink: "#6f4e00", fill: "#ffe9a8" },
    queued: { ink: "#6b5620", fill: "#f8f0d8" },
    flaky: { ink: "#4a6410", fill: "#dcefb0" },
    cancelled: { ink: "#545d6b", fill: "#dfe3e9" },
    stale: { ink: "#5f6877", fill: "#ffffff" },
    success: { ink: "#1c6b2a", fill: "#dcf3de" },
    neutral: { ink: "#545d6b", fill: "#eceff3" },
    skipped: { ink: "#697282", fill: "#ffffff" },
    none: { ink: "#697282", fill: "#ffffff" },
  },
  special: {
    unstable: { ink: "#7a3d00", fill: "#ffd9ad" },
    annotated: { ink: "#8a1550", fill: "#f9c6de" },
  },
};

export const dark: SchemeColors = {
  page: "#0d1016",
  paper: "#151a22",
  sunken: "#1c222c",
  text: "#e4e8ef",
  muted: "#98a2b3",
  line: "#2b3340",
  accent: "#94a9ff",
  accent_text: "#0d1016",
  mark: {
    startup_failure: { ink: "#ffffff", fill: "#b12a63" },
    failure: { ink: "#ffffff", fill: "#d1343a" },
    timed_out: { ink: "#ffffff", fill: "#b3500f" },
    action_required: { ink: "#cbb8ff", fill: "#30254f" },
    pending: { ink: "#ffd466", fill: "#41340d" },
    queued: { ink: "#d1bd86", fill: "#2a2618" },
    flaky: { ink: "#c5e07a", fill: "#2f3b12" },
    cancelled: { ink: "#a8b1bf", fill: "#2a313c" },
    stale: { ink: "#8b95a5", fill: "#151a22" },
    success: { ink: "#77cf86", fill: "#15311c" },
    neutral: { ink: "#a8b1bf", fill: "#222933" },
    skipped: { ink: "#8b95a5", fill: "#151a22" },
    none: { ink: "#8b95a5", fill: "#151a22" },
  },
  special: {
    unstable: { ink: "#ffbd70", fill: "#4f2e08" },
    annotated: { ink: "#ffa6d0", fill: "#5a2243" },
  },
};

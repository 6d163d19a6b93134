/** The pages that the bar leads to, by what they are for; those about a repository keep the one that is looked at. */
import { paths } from "lib/browser/paths";

export interface Section {
  title: string;
  href: string;
  hint?: string;
  /** Has a place in the bar itself, where there is room. */
  prominent?: boolean;
}

export interface SectionGroup {
  title: string;
  sections: readonly Section[];
}

export function sectionGroups(repo: string | null): readonly SectionGroup[] {
  return [
    {
      title: "Tests",
      sections: [
        { title: "Tests", href: paths.tests(repo), prominent: true },
        { title: "Flaky", href: paths.flaky(repo), hint: "Flaky tests, with the proof", prominent: true },
        { title: "Slowest tests", href: paths.testFiles(repo) },
      ],
    },
    {
      title: "Failures",
      sections: [
        { title: "Logs", href: paths.logs({ repo }), hint: "Search in logs", prominent: true },
        { title: "Rules", href: paths.rules(), hint: "What tells failures apart" },
      ],
    },
    {
      title: "Numbers",
      sections: [
        { title: "Metrics", href: paths.metrics(repo), hint: "Red trunk, waiting, durations", prominent: true },
        { title: "Out-of-tree", href: paths.ootBackends(), hint: "Out-of-tree backends", prominent: true },
      ],
    },
    {
      title: "This HUD",
      sections: [
        { title: "Repositories", href: paths.home() },
        { title: "Set up", href: paths.setup(repo), hint: "Connect a repository" },
        { title: "API reference", href: paths.apiDocs() },
      ],
    },
  ];
}

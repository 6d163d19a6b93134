/** @jest-environment jsdom */
/** Type-ahead over branches and repositories: what Enter leads to, also where not all names are known beforehand. */
import { fireEvent, screen } from "@testing-library/react";
import fc from "fast-check";
import { RepoPicker } from "components/frame/RepoPicker";
import { BranchPicker } from "components/hud/BranchPicker";
import { bestFirst } from "lib/browser/best_first";
import { api_paths } from "lib/browser/paths";
import { repo_branches_max } from "lib/model/answers";
import { renderPage } from "test/kit/render_page";

describe("names by what was typed", () => {
  test.each([
    ["main", ["main-2", "domain", "Main", "main"], ["main", "Main", "main-2", "domain"]],
    [" MAIN ", ["main-2", "main"], ["main", "main-2"]],
    ["ain", ["main", "aint", "ma"], ["aint", "main"]],
    ["", ["b", "a"], ["b", "a"]],
    ["x", ["a"], []],
  ])("%j of %j", (typed, names, expected) => expect(bestFirst(names, typed, 9)).toEqual(expected));

  test("a name that is typed in full is always the first", () => {
    const name = fc.stringMatching(/^[abA]{1,4}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), fc.nat(), (names, at) => {
        const typed = names[at % names.length] ?? "";
        expect(bestFirst(names, typed, 1)).toEqual([typed]);
      }),
    );
  });
});

const offered = () => screen.queryAllByRole("option").map((option) => option.firstChild?.textContent);

describe("branches", () => {
  const place = { repo: "acme/rocket", branch: "dev", page: 0, per_page: null };
  const search = (text: string) =>
    api_paths.savedQuery("repo_branches", { repo: "acme/rocket", search: text, limit: 50 });
  const show = (branches: string[], answers = {}) => {
    const page = renderPage(<BranchPicker place={place} />, {
      answers: { "/api/repos": [{ repo: "acme/rocket", branches, last_event: null }], ...answers },
    });
    const box = screen.getByRole("combobox", { name: "Branch" });
    fireEvent.focus(box);
    const type = (value: string) => fireEvent.change(box, { target: { value } });
    return { ...page, type, enter: () => fireEvent.keyDown(box, { key: "Enter" }) };
  };

  test("the exact name is where Enter leads, whatever was heard of later", async () => {
    const { type, enter, visited } = show(["dev", "main-2", "main"]);
    await screen.findByRole("option", { name: "main" });
    type("main");
    expect(offered()).toEqual(["main", "main-2"]);
    enter();
    expect(visited).toEqual(["/hud/acme/rocket/main"]);
  });

  test("of more than are told of, the server is asked for what was typed", async () => {
    const branches = Array.from({ length: repo_branches_max }, (_, index) => `release/${index}-rc`);
    const { type, enter, visited } = show(branches, { [search("release/7")]: [{ name: "release/7" }] });
    await screen.findByRole("option", { name: "release/0-rc" });
    type("release/7");
    await screen.findByText("release/7", { selector: "[aria-selected=true] *" });
    await screen.findByRole("option", { name: "release/7" }); // Known, and no longer merely gone to.
    expect(offered().slice(0, 2)).toEqual(["release/7", "release/7-rc"]);
    enter();
    expect(visited).toEqual(["/hud/acme/rocket/release/7"]);
  });
});

test("of repositories, too, the one that is typed in full comes first, and an unknown one can be named", async () => {
  const known = ["acme/rocket-tools", "acme/Rocket", "acme/more-rocket"];
  const chosen: string[] = [];
  renderPage(<RepoPicker repo={null} onChoose={(repo) => chosen.push(repo)} />, {
    answers: { "/api/repos": known.map((repo) => ({ repo, branches: [], last_event: null })) },
  });
  const box = screen.getByRole("combobox", { name: "Repository" });
  fireEvent.focus(box);
  await screen.findByRole("option", { name: "acme/Rocket" });
  fireEvent.change(box, { target: { value: "acme/rocket" } });
  expect(offered()).toEqual(["acme/Rocket", "acme/rocket-tools"]);
  fireEvent.keyDown(box, { key: "Enter" });
  expect(chosen).toEqual(["acme/Rocket"]);
  fireEvent.focus(box);
  fireEvent.change(box, { target: { value: "acme/new" } });
  expect(offered()).toEqual(["acme/new"]);
});

/** Both colour schemes as CSS variables (`--hud-…`), which every style sheet reads; written into each page's head. */
import { dark, light, type MarkColors, type SchemeColors } from "components/frame/palette";
import { scheme_attribute } from "components/frame/scheme_names";

/** A page's `<style>`: light unless the attribute says otherwise. */
export const scheme_css = [
  `:root{color-scheme:light;${declarations(light)}}`,
  `:root[${scheme_attribute}=dark]{color-scheme:dark;${declarations(dark)}}`,
].join("\n");

function declarations(colors: SchemeColors): string {
  const { mark, special } = colors;
  const variables: Record<string, string> = {
    "primary-main": colors.accent,
    "primary-contrastText": colors.accent_text,
    "background-default": colors.page,
    "background-paper": colors.paper,
    "text-primary": colors.text,
    "text-secondary": colors.muted,
    "action-active": colors.muted,
    divider: colors.line,
    "surface-sunken": colors.sunken,
    ...markVariables(mark),
    ...markVariables(special),
  };
  return Object.entries(variables)
    .map(([name, color]) => `--hud-palette-${name}:${color}`)
    .join(";");
}

/** `var(--hud-palette-mark-failure-ink)` */
function markVariables(marks: Record<string, MarkColors>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(marks).flatMap(([tone, { ink, fill }]) => [
      [`mark-${tone}-ink`, ink],
      [`mark-${tone}-fill`, fill],
    ]),
  );
}

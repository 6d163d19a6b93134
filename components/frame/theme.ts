/** The look of every page: MUI's theme as CSS variables (`--hud-…`), which the style sheets read too. */
import { createTheme } from "@mui/material/styles";
import { dark, light, type MarkColors, type SchemeColors } from "components/frame/palette";
import type { Tone } from "lib/model/mark";

interface OwnColors {
  /** `var(--hud-palette-mark-failure-ink)` */
  mark: Record<Tone, MarkColors>;
  surface: { sunken: string };
}

declare module "@mui/material/styles" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- MUI's way to add to its palette
  interface Palette extends OwnColors {}
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- MUI's way to add to its palette
  interface PaletteOptions extends OwnColors {}
}

/** Also known to public/color_scheme.js, which sets it before the first paint. */
export const scheme_attribute = "data-color-scheme";
export const scheme_storage_key = "hud-color-scheme";

const palette = (colors: SchemeColors) => ({
  primary: { main: colors.accent, contrastText: colors.accent_text },
  error: { main: colors.mark.failure.fill },
  background: { default: colors.page, paper: colors.paper },
  text: { primary: colors.text, secondary: colors.muted },
  divider: colors.line,
  mark: colors.mark,
  surface: { sunken: colors.sunken },
});

export const font_family =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';

export const theme = createTheme({
  cssVariables: { cssVarPrefix: "hud", colorSchemeSelector: scheme_attribute },
  colorSchemes: { light: { palette: palette(light) }, dark: { palette: palette(dark) } },
  shape: { borderRadius: 6 },
  typography: {
    fontFamily: font_family,
    body1: { fontSize: "0.8125rem", lineHeight: 1.45 },
  },
});

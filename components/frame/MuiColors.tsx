/**
 * MUI in the page's own colours, around the parts that are made of it: what opens over the page, which needs a focus
 * trap, a backdrop and keys that behave. Pages load such a part when it is first asked for (docs/decisions/0029).
 */
import { createTheme, ThemeProvider } from "@mui/material/styles";
import type { ReactNode } from "react";

const color = (name: string): string => `var(--hud-palette-${name})`;

const theme = createTheme({
  // The colours are CSS variables of ours, which change with the scheme: MUI may not compute with them.
  cssVariables: { cssVarPrefix: "mui", nativeColor: true },
  palette: {
    primary: { main: color("primary-main"), contrastText: color("primary-contrastText") },
    background: { default: color("background-default"), paper: color("background-paper") },
    text: { primary: color("text-primary"), secondary: color("text-secondary") },
    action: { active: color("action-active") },
    divider: color("divider"),
  },
  shape: { borderRadius: 8 },
  typography: { fontFamily: "inherit", button: { textTransform: "none" }, h6: { fontSize: "0.9375rem" } },
});

export function MuiColors({ children }: { children: ReactNode }) {
  return <ThemeProvider theme={theme}>{children}</ThemeProvider>;
}

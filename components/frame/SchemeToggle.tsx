/** The button that goes round the colour schemes: the system's, light, dark. The choice is kept in the browser. */
import AutoIcon from "@mui/icons-material/BrightnessAutoOutlined";
import DarkIcon from "@mui/icons-material/DarkModeOutlined";
import LightIcon from "@mui/icons-material/LightModeOutlined";
import IconButton from "@mui/material/IconButton";
import { useColorScheme } from "@mui/material/styles";

const next = { system: "light", light: "dark", dark: "system" } as const;
const icons = { system: AutoIcon, light: LightIcon, dark: DarkIcon };
const labels = { system: "as the system", light: "light", dark: "dark" };

export function SchemeToggle() {
  const { mode = "system", setMode } = useColorScheme();
  const Icon = icons[mode];
  const label = `Colours: ${labels[mode]}. Change to ${labels[next[mode]]}`;
  return (
    <IconButton size="small" onClick={() => setMode(next[mode])} aria-label={label} title={label}>
      <Icon fontSize="small" />
    </IconButton>
  );
}

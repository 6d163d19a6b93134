/** The button that goes round the colour schemes: the system's, light, dark. The choice is kept in the browser. */
import { DarkIcon, LightIcon, SystemIcon } from "components/frame/icons";
import { Button } from "components/frame/Button";
import { useColorScheme } from "components/frame/use_color_scheme";

const next = { system: "light", light: "dark", dark: "system" } as const;
const icons = { system: SystemIcon, light: LightIcon, dark: DarkIcon };
const labels = { system: "as the system", light: "light", dark: "dark" };

export function SchemeToggle() {
  const { mode, setMode } = useColorScheme();
  const Icon = icons[mode];
  const label = `Colours: ${labels[mode]}. Change to ${labels[next[mode]]}`;
  return (
    <Button look="icon" onClick={() => setMode(next[mode])} aria-label={label} title={label}>
      <Icon />
    </Button>
  );
}

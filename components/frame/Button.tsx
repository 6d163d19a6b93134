/** A push button. Ours rather than MUI's: that one brings ripples, spinners and transitions, 14 kB of script. */
import type { ButtonHTMLAttributes } from "react";
import styles from "components/frame/Button.module.css";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "type"> & {
  /** `main`: the one thing to do here; `plain`: one of several; `icon`: a round one around an icon, which needs a label. */
  look?: "main" | "plain" | "icon";
};

export function Button({ look = "plain", ...rest }: Props) {
  return <button {...rest} type="button" className={styles[look]} />;
}

/** The list of a page's keys, over the page. */
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import type { KeyWords } from "components/frame/KeysDialog";
import { MuiColors } from "components/frame/MuiColors";
import styles from "components/frame/KeysDialog.module.css";

export function KeysList({ keys, open, onClose }: { keys: KeyWords; open: boolean; onClose: () => void }) {
  return (
    <MuiColors>
      <Dialog
        open={open}
        onClose={onClose}
        aria-labelledby="keys-title"
        // The dialog is modal: the page's own keys rest while it is open.
        onKeyDown={(event) => event.stopPropagation()}
      >
        <DialogTitle id="keys-title">Keyboard shortcuts</DialogTitle>
        <DialogContent>
          <dl className={styles.list}>
            {keys.map(([names, what]) => (
              <div key={what} className={styles.line}>
                <dt>
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
        </DialogActions>
      </Dialog>
    </MuiColors>
  );
}

/** The cell that the pointer rests on: one that it only passes has no card. */
import { useCallback, useEffect, useRef, useState } from "react";

const intent_ms = 120;

export function useHover<Place>() {
  const [place, setPlace] = useState<Place | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const forget = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, []);
  useEffect(() => forget, [forget]);

  const end = useCallback(() => {
    forget();
    setPlace(null);
  }, [forget]);
  const meet = useCallback(
    (met: Place | null) => {
      forget();
      setPlace(null);
      if (met !== null) timer.current = setTimeout(() => setPlace(met), intent_ms);
    },
    [forget],
  );
  return { place, meet, end };
}

/** Single-key shortcuts: never while typing, never over a dialog, never in place of the browser's own. */

const TYPING = "input, textarea, select, [contenteditable]";

export type KeyMap = Record<string, () => void>;

/** @param keys actions by key; "⇧1" is the digit with Shift, whatever character the keyboard makes of it. */
export function listenForKeys(keys: KeyMap, enabled: () => boolean, signal: AbortSignal): void {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !enabled())
        return;
      const target = event.target as Element | null;
      if (target?.closest(TYPING) || document.querySelector("dialog[open]")) return;
      const act = keys[name(event)];
      if (!act) return;
      event.preventDefault();
      act();
    },
    { signal },
  );
}

function name(event: KeyboardEvent): string {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (digit) return event.shiftKey ? `⇧${digit}` : digit;
  if (/^[ -~]$/.test(event.key)) return event.shiftKey && /[A-Z]/.test(event.key) ? `⇧${event.key}` : event.key;
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? event.key;
}

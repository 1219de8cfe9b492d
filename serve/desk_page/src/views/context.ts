/** What every view needs: the words, the locale's formats, who is at the desk, and how to tell them something. */

import { Problem } from "../../../widget/src/api";
import type { Api } from "../api";
import type { Preferences } from "../storage";
import type { Texts } from "../texts";
import type { DeskFormat } from "../time";
import type { Me } from "../types";

export interface DeskContext {
  api: Api;
  texts: Texts;
  format: DeskFormat;
  me: Me;
  preferences: Preferences;
  /** Says something to screen readers alone. */
  announce(words: string): void;
  /** Says something to everybody, for a short while. */
  toast(words: string, trouble?: boolean): void;
}

/** What went wrong, in words that an agent can act on. */
export function explain(error: unknown, texts: Texts): string {
  if (error instanceof Problem) return error.detail || error.title || texts.notLoaded;
  return navigator.onLine ? texts.reconnectingLong : texts.offlineLong;
}

/**
 * What outlives a page: which conversation it is (all tabs, restarts too), and what this tab shows of it.
 * Cards and orders stay in the tab's own storage, because they may name people and addresses.
 */

import type { TurnEvent } from "./types";

const TURNS_KEPT = 30;

/** A request that starts a turn; sent again with the same key it joins that turn. */
export interface TurnRequest {
  key: string;
  path: string;
  body: object;
  /** What the shopper said, absent when a button was pressed. */
  text: string | null;
}

export interface TurnRecord {
  request: TurnRequest;
  events: TurnEvent[];
  lastEventId: number;
  /** Set by the turn's last event. */
  turnId: string | null;
  /** The turn can't go on and waits for the shopper. */
  failed: boolean;
}

export interface Visit {
  conversation: string;
  open: boolean;
  greeting: string;
  suggestions: string[];
  turns: TurnRecord[];
}

export interface Known {
  id: string;
  /** A token came with it, so without one it can't be opened. */
  identified: boolean;
  /** While a person is awaited or answers: the last of their messages that the shopper has seen, "" for none. */
  awaits?: string;
}

export class Memory {
  readonly #key: string;

  constructor(base: string) {
    this.#key = `shopkeeper:${base || location.origin}`;
  }

  get known(): Known | null {
    return read<Known>(() => localStorage, this.#key);
  }

  set known(value: Known | null) {
    write(() => localStorage, this.#key, value);
  }

  get visit(): Visit | null {
    return read<Visit>(() => sessionStorage, this.#key);
  }

  set visit(value: Visit | null) {
    write(() => sessionStorage, this.#key, value && { ...value, turns: value.turns.slice(-TURNS_KEPT) });
  }
}

/** Storage may be forbidden, full or filled by somebody else: the chat then simply starts afresh on each page. */
function read<T>(storage: () => Storage, key: string): T | null {
  try {
    return JSON.parse(storage().getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: object | null): void {
  try {
    if (value) storage().setItem(key, JSON.stringify(value));
    else storage().removeItem(key);
  } catch {
    try {
      storage().removeItem(key);
    } catch {
      // Forbidden: nothing was kept before either.
    }
  }
}

/** What outlives a page: the session, the drafts, and replies that have not surely arrived. */

import type { Agent, SignedIn } from "./types";
import type { Outgoing } from "./api";
import { Emitter } from "./emitter";

const PREFIX = "shopkeeper-desk";
const DRAFTS_KEPT_MS = 7 * 24 * 3600 * 1000;

export interface Draft {
  reply: string;
  note: string;
  /** The note is the one being written. */
  noting: boolean;
  /** The suggestion that the reply began as, so that the edit is learnt from. */
  suggestion: { id: string; text: string } | null;
  at: number;
}

/** A reply on its way; sent again with its key until the server has answered, it is still one message. */
export interface Waiting {
  caseId: string;
  key: string;
  message: Outgoing;
  /** What was suggested, to be compared with what was sent. */
  suggestion: Draft["suggestion"];
  /** Until then it can be taken back. */
  leavesAt: number;
}

export class SessionStore {
  readonly #key = `${PREFIX}:session`;

  /** Whether it is still good, the server says: this device's clock may be wrong. */
  read(): SignedIn | null {
    return read<SignedIn>(this.#key);
  }

  write(session: SignedIn | null): void {
    write(this.#key, session);
  }

  /** Another tab has signed in or out. */
  watch(changed: () => void): void {
    window.addEventListener("storage", (event) => {
      if (event.key === this.#key || event.key === null) changed();
    });
  }
}

/** Tells when a case gets its first draft and when it has none any more. */
export class DraftStore extends Emitter<"drafts"> {
  readonly #key: string;

  constructor(agent: Agent) {
    super();
    this.#key = `${PREFIX}:${agent.id}:drafts`;
  }

  get(caseId: string): Draft | null {
    return this.#all()[caseId] ?? null;
  }

  set(caseId: string, draft: Draft | null): void {
    const all = this.#all();
    const before = caseId in all;
    if (draft) all[caseId] = draft;
    else delete all[caseId];
    write(this.#key, all);
    if (before !== (draft !== null)) this.emit("drafts");
  }

  get empty(): boolean {
    return !Object.keys(this.#all()).length;
  }

  clear(): void {
    write(this.#key, null);
  }

  #all(): Record<string, Draft> {
    const now = Date.now();
    const all = read<Record<string, Draft>>(this.#key) ?? {};
    return Object.fromEntries(Object.entries(all).filter(([, draft]) => now - draft.at < DRAFTS_KEPT_MS));
  }
}

export class OutboxStore {
  readonly #key: string;

  constructor(agent: Agent) {
    this.#key = `${PREFIX}:${agent.id}:outbox`;
  }

  all(): Waiting[] {
    return read<Waiting[]>(this.#key) ?? [];
  }

  has(key: string): boolean {
    return this.all().some((waiting) => waiting.key === key);
  }

  put(waiting: Waiting): void {
    write(this.#key, [...this.all().filter((other) => other.key !== waiting.key), waiting]);
  }

  remove(key: string): void {
    const rest = this.all().filter((waiting) => waiting.key !== key);
    write(this.#key, rest.length ? rest : null);
  }
}

/** Small choices of this device, such as whether the brief is folded. */
export class Preferences {
  get(name: string, otherwise: boolean): boolean {
    return read<boolean>(`${PREFIX}:${name}`) ?? otherwise;
  }

  set(name: string, value: boolean): void {
    write(`${PREFIX}:${name}`, value);
  }
}

/** Storage may be forbidden, full or filled by somebody else: the desk then forgets, and goes on. */
function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing can be kept on this device.
  }
}

/** Replies on their way: each is held for a moment, in which it can be taken back, then sent until it has arrived, once. */

import { Problem } from "../../widget/src/api";
import { uuid } from "../../widget/src/dom";
import type { Api, Outgoing } from "./api";
import { Emitter } from "./emitter";
import type { OutboxStore, Waiting } from "./storage";
import type { Message } from "./types";

export const HELD_MS = 4_000;
const TRY_AGAIN_MS = 4_000;

export interface Leaving extends Waiting {
  state: "held" | "sending" | "stuck";
  /** It was begun by another page, which may take it back. */
  restored: boolean;
}

export class Outbox extends Emitter<"outbox"> {
  readonly #api: Api;
  readonly #store: OutboxStore;
  readonly #leaving = new Map<string, Leaving>();
  readonly #timers = new Map<string, number>();
  arrived: (waiting: Waiting, message: Message) => void = () => undefined;
  /** It will never arrive as it is; the text goes back to the agent. */
  refused: (waiting: Waiting, error: Problem) => void = () => undefined;

  constructor(api: Api, store: OutboxStore) {
    super();
    this.#api = api;
    this.#store = store;
  }

  /** Goes on with what an earlier page has left behind, or another tab holds just now. */
  start(signal: AbortSignal): void {
    for (const waiting of this.#store.all()) this.#take(waiting, true);
    window.addEventListener("online", () => this.#retry(), { signal });
    window.addEventListener("pagehide", () => this.#leave(), { signal });
  }

  of(caseId: string): Leaving[] {
    return [...this.#leaving.values()].filter((leaving) => leaving.caseId === caseId);
  }

  hold(caseId: string, message: Outgoing, suggestion: Waiting["suggestion"]): void {
    const waiting = { caseId, key: uuid(), message, suggestion, leavesAt: Date.now() + HELD_MS };
    this.#store.put(waiting);
    this.#take(waiting, false);
  }

  /** Takes the last held reply back. */
  undo(caseId: string): Waiting | null {
    const held = this.of(caseId)
      .filter((leaving) => leaving.state === "held")
      .pop();
    if (held) this.#drop(held.key);
    return held ?? null;
  }

  /** Sends what is held without waiting longer; over when it has arrived, or can't just now. */
  async flush(caseId: string): Promise<void> {
    await Promise.all(
      this.of(caseId)
        .filter((leaving) => leaving.state === "held")
        .map((leaving) => this.#send(leaving.key)),
    );
  }

  #take(waiting: Waiting, restored: boolean): void {
    const wait = Math.max(0, waiting.leavesAt - Date.now());
    this.#leaving.set(waiting.key, { ...waiting, restored, state: wait ? "held" : "sending" });
    this.#later(waiting.key, wait);
    this.emit("outbox");
  }

  #later(key: string, wait: number): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      window.setTimeout(() => void this.#send(key), wait),
    );
  }

  async #send(key: string): Promise<void> {
    const leaving = this.#leaving.get(key);
    if (!leaving) return;
    clearTimeout(this.#timers.get(key));
    if (leaving.restored && !this.#store.has(key)) return this.#drop(key);
    if (leaving.state !== "sending") {
      leaving.state = "sending";
      this.emit("outbox");
    }
    try {
      const message = await this.#api.send(leaving.caseId, leaving.message, key);
      this.#drop(key);
      this.arrived(leaving, message);
    } catch (error) {
      if (error instanceof Problem && !error.temporary) {
        this.#drop(key);
        this.refused(leaving, error);
        return;
      }
      leaving.state = "stuck";
      this.#later(key, TRY_AGAIN_MS);
      this.emit("outbox");
    }
  }

  #retry(): void {
    for (const leaving of this.#leaving.values()) if (leaving.state === "stuck") void this.#send(leaving.key);
  }

  /** The page goes: what is held leaves now, and the next page asks under the same keys whether it has arrived. */
  #leave(): void {
    for (const { state: _, restored: __, ...waiting } of this.#leaving.values()) {
      const { caseId, message, key } = waiting;
      this.#store.put({ ...waiting, leavesAt: 0 });
      this.#api.send(caseId, message, key, true).catch(() => undefined);
    }
  }

  #drop(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#leaving.delete(key);
    this.#store.remove(key);
    this.emit("outbox");
  }
}

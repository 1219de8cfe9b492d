/** The suggested replies to the shopper's last message, as they stream in. */

import { Problem } from "../../../widget/src/api";
import type { Api } from "../api";
import { Emitter } from "../emitter";
import { readAll } from "../stream";
import type { Suggestion } from "../types";

export class SuggestionsModel extends Emitter<"suggestions"> {
  status: "idle" | "streaming" | "ready" | "failed" = "idle";
  error: unknown = null;
  readonly #api: Api;
  readonly #caseId: string;
  readonly #byId = new Map<string, Suggestion>();
  readonly #refused = new Set<string>();
  #running: AbortController | null = null;

  constructor(api: Api, caseId: string) {
    super();
    this.#api = api;
    this.#caseId = caseId;
  }

  /** Those on offer, best first. */
  get list(): Suggestion[] {
    return [...this.#byId.values()]
      .filter((one) => !this.#refused.has(one.id))
      .sort((a, b) => a.rank - b.rank)
      .slice(0, 3);
  }

  get(id: string): Suggestion | null {
    return this.#byId.get(id) ?? null;
  }

  /** Asks anew; what was suggested before no longer fits and goes. */
  async ask(draft = ""): Promise<void> {
    this.stop();
    const running = (this.#running = new AbortController());
    this.#byId.clear();
    this.#refused.clear();
    this.#set("streaming");
    try {
      const messages = await this.#api.suggestions(this.#caseId, draft, running.signal);
      await readAll(
        messages,
        (name, payload) => {
          if (name === "error")
            throw new Problem(
              503,
              String(payload["code"]),
              String(payload["title"] ?? ""),
              String(payload["detail"] ?? ""),
              null,
            );
          if (name !== "suggestion") return;
          const suggestion = (payload["suggestion"] ?? payload) as unknown as Suggestion;
          this.#byId.set(suggestion.id, suggestion);
          this.emit("suggestions");
        },
        running.signal,
      );
      if (!running.signal.aborted) this.#set("ready");
    } catch (error) {
      if (running.signal.aborted) return;
      this.error = error;
      this.#set("failed");
    }
  }

  refuse(id: string): void {
    this.#refused.add(id);
    this.#api.tellOutcome(this.#caseId, id, "refused");
    this.emit("suggestions");
  }

  /** They have served: nothing is suggested until the shopper says something. */
  clear(): void {
    this.stop();
    this.#byId.clear();
    this.#set("idle");
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
  }

  #set(status: typeof this.status): void {
    this.status = status;
    this.emit("suggestions");
  }
}

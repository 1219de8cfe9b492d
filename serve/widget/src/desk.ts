/** Hears what people of the shop do in a conversation, for as long as one has it or is awaited. */

import { type Api, Problem } from "./api";
import { backOff, parse, sleep } from "./follow";
import type { DeskEvent, Holder } from "./types";

export class DeskLine {
  #lastEventId = 0;
  #following: AbortSignal | null = null;
  holder: Holder = "assistant";

  constructor(readonly api: Api, readonly heard: (event: DeskEvent) => void) {}

  /** Notes who answers now and listens while it is, or may become, a person; what came up to `after` is known. */
  async hold(holder: Holder, id: string, after: number, life: AbortSignal): Promise<void> {
    this.holder = holder;
    this.#lastEventId = Math.max(this.#lastEventId, after);
    if (this.#following === life || holder === "assistant") return;
    this.#following = life;
    for (let failures = 0; this.#wanted(life);) {
      const line = new AbortController();
      const end = (): void => line.abort();
      life.addEventListener("abort", end, { once: true });
      try {
        for await (const message of await this.api.events(id, this.#lastEventId, line.signal)) {
          failures = 0;
          if (life.aborted) break;
          if (Number(message.id)) this.#lastEventId = Number(message.id);
          const event = parse<DeskEvent>(message);
          if (event) this.#take(event);
          if (!this.#wanted(life)) break;
        }
      } catch (error) {
        if (error instanceof Problem && !error.temporary && error.status !== 401) break;
      } finally {
        line.abort();
        life.removeEventListener("abort", end);
      }
      failures += 1;
      if (this.#wanted(life)) await sleep(backOff(failures) * 1000, life);
    }
    if (this.#following === life) this.#following = null;
  }

  get listening(): boolean {
    return this.#following !== null;
  }

  /** Another conversation begins, of which nothing has been heard. */
  reset(): void {
    this.holder = "assistant";
    this.#following = null;
    this.#lastEventId = 0;
  }

  #wanted(life: AbortSignal): boolean {
    return !life.aborted && this.holder !== "assistant";
  }

  #take(event: DeskEvent): void {
    if (event.type === "agent" && (event.change === "joined" || event.change === "left")) this.holder = event.holder;
    this.heard(event);
  }
}

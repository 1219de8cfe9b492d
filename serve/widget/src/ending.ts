/** Notices that a conversation has come to its end: the shopper has said thanks, or nothing for a while. */

import type { TurnEvent } from "./types";

const AFTER_THANKS = 900;

export class Ending {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #thanked = false;
  #helped = false;
  #waits = false;
  #away = false;

  /**
   * @param quiet seconds of silence that end a conversation; 0: it never ends.
   * @param busy is the shopper writing, or looking elsewhere?
   * @param over called at the end; whoever is called may know that it was before.
   */
  constructor(readonly quiet: number, readonly busy: () => boolean, readonly over: () => void) {}

  /** A new conversation. */
  begin(): void {
    this.#helped = this.#away = false;
    this.pause();
  }

  /** A person is awaited or answers; when they are done, silence ends the conversation again. */
  held(away: boolean): void {
    if (away === this.#away) return;
    this.#away = away;
    if (away) this.pause();
    else this.resume();
  }

  /** What was said earlier is back: silence ends this as well. */
  resume(): void {
    this.pause();
    this.#helped = true;
    this.rest();
  }

  /** Something goes on again. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#thanked = this.#waits = false;
  }

  saw(event: TurnEvent): void {
    if (event.type === "status" && event.calls?.length) {
      this.#thanked = event.calls.every((call) => call.name === "reply" && call.args["kind"] === "thanks");
      this.#helped ||= event.calls.some((call) => call.name !== "reply");
    } else if (event.type === "done" && event.state["pending"]) {
      this.#waits = true;
    }
  }

  /** A turn has ended. */
  rest(): void {
    clearTimeout(this.#timer);
    if (!this.quiet || !this.#helped || this.#waits || this.#away) return;
    this.#wait(this.#thanked ? Math.min(AFTER_THANKS, this.quiet * 1000) : this.quiet * 1000);
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => (this.busy() ? this.#wait(this.quiet * 1000) : this.over()), milliseconds);
  }
}

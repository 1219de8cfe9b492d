/** A proposal: what will happen, the two buttons that decide it, once, and the one that takes it back afterwards. */

import { h } from "../dom";
import { countdown } from "../format";
import type { Proposal } from "../types";
import type { ViewContext } from "./context";

/** Whether what was done can be taken back: yes, a card below asks already, it has been, or something came after it. */
export type WayBack = "open" | "asked" | "taken" | "closed";

export class ProposalView {
  readonly element: HTMLElement;
  #proposal: Proposal;
  #timer = 0;
  #decided = false;
  #wayBack: WayBack = "open";
  readonly #context: ViewContext;
  readonly #state: HTMLElement;
  readonly #buttons: HTMLElement;
  readonly #undo: HTMLButtonElement;

  /** @param expired called when its time is over. */
  constructor(proposal: Proposal, context: ViewContext, readonly expired: () => void) {
    const { texts } = context;
    this.#proposal = proposal;
    this.#context = context;
    const title = `proposal-${proposal.id}`;
    this.#state = h("p", { class: "proposal-state", "aria-live": "off" });
    this.#buttons = h("div", { class: "buttons" },
      proposal.verdict.allowed && h("button", {
        type: "button", class: "button primary confirm", part: "button", onclick: () => this.#decide(true),
      }, texts.confirm),
      h("button", {
        type: "button", class: "button decline", part: "button", onclick: () => this.#decide(false),
      }, texts.decline));
    this.#undo = h("button", {
      type: "button", class: "button undo", part: "button", "aria-describedby": title, onclick: () => this.#takeBack(),
    }, texts.undo);
    this.element = h("section", { class: "box proposal", part: "proposal", "data-proposal": proposal.id, "aria-labelledby": title },
      h("h3", { id: title, dir: "auto" }, proposal.title),
      proposal.effects.length > 0 && h("ul", { class: "effects" },
        ...proposal.effects.map((effect) => h("li", {}, h("bdi", {}, effect)))),
      proposal.verdict.reason && h("p", { class: "muted", dir: "auto" }, proposal.verdict.reason),
      this.#buttons,
      h("div", { class: "outcome" }, this.#state, this.#undo),
    );
    this.#show();
  }

  get proposal(): Proposal {
    return this.#proposal;
  }

  /** Neither button has been pressed. */
  get untouched(): boolean {
    return this.waits && !this.#decided;
  }

  /** It is, or can still be, decided. */
  get waits(): boolean {
    return this.#proposal.state === "pending" && (this.#decided || left(this.#proposal.expires_at) > 0);
  }

  /** Follows the news of what became of it. */
  update(proposal: Proposal): void {
    this.#proposal = proposal;
    this.#decided = proposal.state !== "pending";
    this.#show();
  }

  set wayBack(value: WayBack) {
    if (value === this.#wayBack) return;
    this.#wayBack = value;
    this.#show();
  }

  /** What was pressed did not get through and the shopper gave up waiting, or it came to nothing: once more, then. */
  reopen(): void {
    this.#decided = this.#undo.disabled = false;
    this.#show();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #decide(accept: boolean): void {
    if (this.#decided || !this.waits) return;
    this.#decided = true;
    this.#show();
    this.#context.decide(this.#proposal.id, accept);
  }

  #takeBack(): void {
    this.#undo.disabled = true;
    this.#context.undo(this.#proposal.id);
  }

  #show(): void {
    const { texts, format } = this.#context;
    const { expires_at: expires, undo_until: until } = this.#proposal;
    const pending = this.#proposal.state === "pending";
    const state = pending && !this.waits ? "expired" : this.#proposal.state;
    const undoable = state === "executed" && this.#wayBack === "open" && until != null && left(until) > 0;
    if (!this.waits && !undoable) this.close();
    else this.#timer ||= window.setInterval(() => this.#show(), 1_000);
    this.#buttons.hidden = state !== "pending";
    for (const button of this.#buttons.querySelectorAll("button")) button.disabled = this.#decided;
    this.#undo.hidden = !undoable;
    this.element.dataset["state"] = this.#decided && pending ? "deciding" : state;
    const words = undoable ? texts.undoable(format.clock(until))
      : state === "executed" && this.#wayBack === "taken" ? texts.takenBack
      : state !== "pending" ? texts.proposalStates[state]
      : this.#decided ? texts.sending : texts.expiresIn(countdown(left(expires)));
    if (this.#state.textContent !== words) this.#state.textContent = words;
    if (pending && state === "expired") this.expired();
  }
}

function left(until: string): number {
  return new Date(until).getTime() - Date.now();
}

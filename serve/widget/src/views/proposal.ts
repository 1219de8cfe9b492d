/** A proposal: what will happen, and the two buttons that decide it, once. */

import { h } from "../dom";
import { countdown } from "../format";
import type { Proposal } from "../types";
import type { ViewContext } from "./context";

export class ProposalView {
  readonly element: HTMLElement;
  #proposal: Proposal;
  #timer = 0;
  #decided = false;
  readonly #context: ViewContext;
  readonly #state: HTMLElement;
  readonly #buttons: HTMLElement;

  constructor(proposal: Proposal, context: ViewContext) {
    const { texts } = context;
    this.#proposal = proposal;
    this.#context = context;
    this.#state = h("p", { class: "proposal-state", "aria-live": "off" });
    this.#buttons = h("div", { class: "buttons" },
      proposal.verdict.allowed && h("button", {
        type: "button", class: "button primary confirm", part: "button", onclick: () => this.#decide(true),
      }, texts.confirm),
      h("button", {
        type: "button", class: "button decline", part: "button", onclick: () => this.#decide(false),
      }, texts.decline));
    this.element = h("section", { class: "box proposal", part: "proposal", "data-proposal": proposal.id, "aria-label": texts.proposal },
      h("h3", { dir: "auto" }, proposal.title),
      proposal.effects.length > 0 && h("ul", { class: "effects" },
        ...proposal.effects.map((effect) => h("li", {}, h("bdi", {}, effect)))),
      proposal.verdict.reason && h("p", { class: "muted", dir: "auto" }, proposal.verdict.reason),
      this.#buttons,
      this.#state,
    );
    this.#show();
    this.#timer = window.setInterval(() => this.#show(), 1_000);
  }

  /** Follows the news of what became of it. */
  update(proposal: Proposal): void {
    this.#proposal = proposal;
    this.#decided = proposal.state !== "pending";
    this.#show();
  }

  /** The decision did not get through and the shopper gave up waiting: it can be taken again. */
  reopen(): void {
    this.#decided = false;
    this.#show();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #decide(accept: boolean): void {
    if (this.#settled()) return;
    this.#decided = true;
    this.#show();
    this.#context.decide(this.#proposal.id, accept);
  }

  #settled(): boolean {
    return this.#decided || this.#proposal.state !== "pending" || this.#left() <= 0;
  }

  #left(): number {
    return new Date(this.#proposal.expires_at).getTime() - Date.now();
  }

  #show(): void {
    const { texts } = this.#context;
    const pending = this.#proposal.state === "pending";
    const expired = pending && !this.#decided && this.#left() <= 0;
    const state = expired ? "expired" : this.#proposal.state;
    if (!pending || expired) this.close();
    for (const button of this.#buttons.querySelectorAll("button")) button.disabled = this.#settled();
    this.element.dataset["state"] = this.#decided && pending ? "deciding" : state;
    this.#state.replaceChildren(
      state !== "pending" ? texts.proposalStates[state]
        : this.#decided ? texts.sending : texts.expiresIn(countdown(this.#left())));
  }
}

/** One turn in the log: what the shopper said, in order of arrival everything that answers it, and below that its sources. */

import { h } from "../dom";
import type { Message, Passage, TurnEvent } from "../types";
import { cartView } from "./cart";
import type { ViewContext } from "./context";
import { errorView, handoffView, promotionView, sourcesView } from "./notices";
import { orderView } from "./order";
import { productsView } from "./products";

export function bubble(role: Message["role"], text: string, { texts }: ViewContext, author = ""): HTMLElement {
  const agent = author ? texts.agentNamed(author) : texts.agent;
  const speaker = role === "shopper" ? texts.you : role === "agent" ? agent : texts.assistant;
  return h("div", { class: `bubble ${role}`, part: `bubble bubble-${role}` },
    h("span", { class: role === "agent" ? "speaker" : "hidden" }, `${speaker} `),
    h("p", { dir: "auto" }, text && h("span", {}, text)));
}

export class TurnView {
  readonly element: HTMLElement;
  readonly #parts: HTMLElement;
  readonly #context: ViewContext;
  readonly #retry: () => void;
  #passages: Passage[] = [];
  #sources: HTMLElement | null = null;
  #sentences: HTMLElement | null = null;
  readonly #titles: string[] = [];
  #error: HTMLElement | null = null;
  #failed = false;

  constructor(said: string | null, context: ViewContext, retry: () => void) {
    this.#context = context;
    this.#retry = retry;
    this.#parts = h("div", { class: "parts" });
    this.element = h("div", { class: "turn" }, said !== null && bubble("shopper", said, context), this.#parts);
  }

  /** Proposals are shown by the transcript, which knows them over all turns. */
  show(event: TurnEvent): void {
    const context = this.#context;
    switch (event.type) {
      case "text":
        return this.#say(event.text);
      case "products":
        return event.products.length ? this.add(productsView(event, context)) : undefined;
      case "order":
        return event.orders.forEach((order) => this.add(orderView(order, context, event.orders.length > 1)));
      case "cart":
        return this.add(cartView(event.cart, context));
      case "citations":
        event.promotions.forEach((promotion) => this.add(promotionView(promotion, context)));
        return this.#cite(event.passages);
      case "handoff":
        return this.add(handoffView(event, context));
      case "error":
        this.#failed = true;
        return this.fail(event.detail || event.title || context.texts.failed, event.retryable);
      case "done":
        if (event.reason === "cancelled") this.add(h("p", { class: "muted aside" }, context.texts.stopped));
        if (event.reason === "failed" && !this.#failed) this.fail(context.texts.failed, true);
        return;
      default:
        return;
    }
  }

  /** @param title its first words: a sentence that begins with them says them twice. */
  addTitled(part: HTMLElement, title: string): void {
    this.#titles.push(title);
    this.add(part);
  }

  add(part: HTMLElement): void {
    this.#sentences = null;
    this.#parts.append(part);
  }

  fail(words: string, retryable: boolean): void {
    this.#error = errorView(words, this.#context, retryable ? this.#retry : null);
    this.add(this.#error);
  }

  /** The turn is taken up again, so what went wrong before is void. */
  pardon(): void {
    this.#error?.remove();
  }

  /** The sources come before the reply that rests on them, but stand after it. */
  #cite(passages: Passage[]): void {
    if (!passages.length) return;
    this.#passages.push(...passages);
    const sources = sourcesView(this.#passages, this.#context);
    this.#sources?.remove();
    this.#sources = sources;
    this.element.append(sources);
  }

  /** Each sentence is one text of its own, so that screen readers are given whole sentences. */
  #say(words: string): void {
    const title = this.#titles.find((title) => words.startsWith(title)) ?? "";
    const text = words.slice(title.length).trimStart();
    if (!text) return;
    if (!this.#sentences) {
      const said = bubble("assistant", "", this.#context);
      this.add(said);
      this.#sentences = said.querySelector("p");
    }
    this.#sentences?.append(h("span", {}, text));
  }
}

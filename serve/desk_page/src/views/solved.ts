/** Earlier solved cases that are like this one, and the search over all of them. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { SolvedCase } from "../types";
import type { DeskContext } from "./context";
import { explain } from "./context";

const WAIT_MS = 250;

export class SolvedView {
  readonly element: HTMLElement;
  readonly field: HTMLInputElement;
  readonly #context: DeskContext;
  readonly #use: (text: string) => void;
  readonly #list: HTMLElement;
  #timer = 0;
  #asked = "";

  constructor(context: DeskContext, use: (text: string) => void) {
    const { texts } = context;
    this.#context = context;
    this.#use = use;
    this.field = h("input", {
      type: "search",
      placeholder: texts.searchSolved,
      "aria-label": texts.searchSolved,
      maxlength: 300,
      dir: "auto",
    });
    this.#list = h("div", { class: "solved-list", "aria-live": "off" });
    this.field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.search(this.field.value), WAIT_MS);
    });
    this.field.addEventListener("keydown", (event) => event.key === "Escape" && this.field.blur());
    this.element = h(
      "section",
      { class: "solved", "aria-label": texts.solvedBefore },
      h("label", { class: "search" }, icon("search"), this.field),
      this.#list,
    );
  }

  async search(query: string): Promise<void> {
    const { texts, api } = this.#context;
    const asked = (this.#asked = query.trim());
    if (!asked) return this.#list.replaceChildren();
    try {
      const cases = await api.solved(asked);
      if (asked !== this.#asked) return;
      this.#list.replaceChildren(
        cases.length
          ? h("ul", {}, ...cases.map((one) => this.#case(one)))
          : h("p", { class: "muted none" }, texts.noneAlike),
      );
    } catch (error) {
      if (asked === this.#asked) this.#list.replaceChildren(h("p", { class: "muted none" }, explain(error, texts)));
    }
  }

  #case(one: SolvedCase): HTMLElement {
    const { texts } = this.#context;
    const action = texts.actions[one.action] ?? one.action;
    return h(
      "li",
      { class: "solved-case" },
      h("p", { class: "strong", dir: "auto" }, one.title),
      one.question &&
        one.question !== one.title &&
        h(
          "p",
          { class: "muted", dir: "auto" },
          h("span", { class: "hidden" }, `${texts.shopperAsked}: `),
          `“${one.question}”`,
        ),
      h(
        "p",
        { class: "solved-reply", dir: "auto" },
        h("span", { class: "hidden" }, `${texts.agentReplied}: `),
        one.reply,
      ),
      h(
        "p",
        { class: "solved-foot" },
        action && h("span", { class: "chip plain" }, icon("bolt"), h("bdi", {}, action)),
        h(
          "button",
          { type: "button", class: "text-button", onclick: () => this.#use(one.reply) },
          texts.useReply,
          h("span", { class: "hidden" }, `: ${one.title}`),
        ),
      ),
    );
  }
}

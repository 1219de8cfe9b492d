/** The case in a few lines: what it is about, what is known, what was tried, what comes next. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { Brief } from "../types";
import type { DeskContext } from "./context";

export class BriefView {
  readonly element: HTMLElement;
  readonly #context: DeskContext;
  readonly #content: HTMLElement;
  readonly #toggle: HTMLButtonElement;
  #brief: Brief | null = null;

  constructor(context: DeskContext) {
    const { texts } = context;
    this.#context = context;
    this.#content = h("div", {
      class: "brief-content",
      id: "brief-content",
      tabindex: 0,
      role: "group",
      "aria-labelledby": "brief-title",
    });
    this.#toggle = h("button", {
      type: "button",
      class: "text-button brief-toggle",
      "aria-controls": "brief-content",
      onclick: () => this.toggle(),
    });
    this.element = h(
      "section",
      { class: "brief", "aria-labelledby": "brief-title" },
      h("div", { class: "brief-head" }, h("h3", { id: "brief-title" }, texts.brief), this.#toggle),
      this.#content,
    );
  }

  show(brief: Brief): void {
    this.#brief = brief;
    this.#render();
  }

  toggle(): void {
    this.#context.preferences.set("brief", !this.#folded);
    this.#render();
  }

  get #folded(): boolean {
    return this.#context.preferences.get("brief", matchMedia("(max-width: 760px), (max-height: 960px)").matches);
  }

  #render(): void {
    const { texts } = this.#context;
    const brief = this.#brief;
    if (!brief) return;
    const folded = this.#folded;
    const more = brief.facts.length + brief.tried.length > 0 || Boolean(brief.next_step);
    this.#toggle.hidden = !more;
    this.#toggle.setAttribute("aria-expanded", String(!folded));
    this.#toggle.replaceChildren(folded ? texts.unfold : texts.fold);
    this.element.classList.toggle("folded", folded);
    const column = (title: string, items: string[]): HTMLElement | null =>
      items.length
        ? h("div", {}, h("h4", {}, title), h("ul", {}, ...items.map((item) => h("li", { dir: "auto" }, item))))
        : null;
    this.#content.replaceChildren(
      h("p", { class: "summary", dir: "auto" }, brief.summary),
      ...(folded
        ? []
        : [
            h("div", { class: "brief-columns" }, column(texts.facts, brief.facts), column(texts.tried, brief.tried)),
            brief.next_step
              ? h(
                  "p",
                  { class: "next-step" },
                  icon("next"),
                  h(
                    "span",
                    {},
                    h("span", { class: "strong" }, `${texts.nextStep}: `),
                    h("bdi", {}, brief.next_step.words),
                  ),
                )
              : "",
          ]),
    );
  }
}

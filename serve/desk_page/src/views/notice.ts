/** The strip under a case's head that says what stands in the way, with what can be done about it. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { Texts } from "../texts";

export class Notice {
  readonly element = h("div", { class: "banner", role: "alert", hidden: true });
  readonly #texts: Texts;

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  warn(words: string, buttons: [string, () => void][] = []): void {
    this.element.hidden = false;
    this.element.replaceChildren(
      h("p", { dir: "auto" }, words),
      ...buttons.map(([label, act]) =>
        h("button", { type: "button", class: "button small", onclick: () => (this.quiet(), act()) }, label),
      ),
      h(
        "button",
        { type: "button", class: "icon-button small", "aria-label": this.#texts.close, onclick: () => this.quiet() },
        icon("close"),
      ),
    );
  }

  quiet(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}

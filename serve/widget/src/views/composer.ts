/** Where the shopper writes: Enter sends, Shift+Enter breaks the line, and an input method's Enter does neither. */

import { h, icon } from "../dom";
import type { Texts } from "../texts";

const LONGEST = 2_000;
const COUNT_FROM = 200;

export class Composer {
  readonly element: HTMLElement;
  readonly field: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #counter: HTMLElement;
  readonly #texts: Texts;

  constructor(texts: Texts, send: (text: string) => void, stop: () => void) {
    this.#texts = texts;
    this.field = h("textarea", {
      id: "field", rows: 1, maxlength: LONGEST, placeholder: texts.placeholder, dir: "auto", enterkeyhint: "send",
      "aria-label": texts.composer, "aria-describedby": "counter", part: "input", autocomplete: "off",
    });
    this.#send = h("button", { type: "submit", class: "round send", part: "send", "aria-label": texts.send }, icon("send"));
    this.#stop = h("button", {
      type: "button", class: "round stop", part: "stop", "aria-label": texts.stop, hidden: true,
      onclick: () => (this.field.focus(), stop()),
    }, icon("stop"));
    this.#counter = h("p", { id: "counter", class: "counter", "aria-live": "polite" });
    const submit = (): void => {
      const text = this.field.value.trim();
      if (!text) return;
      this.field.value = "";
      this.#fit();
      send(text);
    };
    this.field.addEventListener("input", () => this.#fit());
    this.field.addEventListener("keydown", (event) => {
      const composing = event.isComposing || event.keyCode === 229;
      if (event.key !== "Enter" || event.shiftKey || composing) return;
      event.preventDefault();
      submit();
    });
    this.element = h("form", {
      class: "composer", part: "composer", onsubmit: (event: SubmitEvent) => (event.preventDefault(), submit()),
    }, h("div", { class: "field" }, this.field, this.#stop, this.#send), this.#counter);
    this.#fit();
  }

  /** While the assistant answers, the button to stop it stands beside the one to send. */
  set answering(value: boolean) {
    this.#stop.hidden = !value;
  }

  /** Who reads what is written here: a person by name, or the assistant (""). */
  set reader(name: string) {
    this.field.placeholder = name ? this.#texts.writeTo(name) : this.#texts.placeholder;
  }

  #fit(): void {
    this.field.style.blockSize = "auto";
    if (this.field.scrollHeight) this.field.style.blockSize = `${this.field.scrollHeight}px`;
    this.#send.disabled = !this.field.value.trim();
    const left = LONGEST - this.field.value.length;
    this.#counter.replaceChildren(left <= COUNT_FROM ? this.#texts.characters(left) : "");
  }
}

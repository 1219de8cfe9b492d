/** The launcher and the panel around the conversation, and where the focus is. */

import { h, icon } from "../dom";
import type { Texts } from "../texts";

const PHONE = "(max-width: 480px)";

export class Shell {
  readonly launcher: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly #person: HTMLButtonElement;
  readonly #who: HTMLElement;
  readonly #texts: Texts;
  readonly #phone = matchMedia(PHONE);

  constructor(
    texts: Texts, shop: string, body: HTMLElement[],
    actions: { open: () => void; close: () => void; person: () => void },
  ) {
    this.#texts = texts;
    this.launcher = h("button", {
      type: "button", class: "launcher", part: "launcher", "aria-label": texts.openChat, "aria-expanded": "false",
      "aria-haspopup": "dialog", onclick: actions.open,
    }, icon("chat"), h("span", { class: "unread", hidden: true }));
    this.#person = h("button", { type: "button", class: "person", part: "person", onclick: actions.person },
      icon("person"), h("span", {}, texts.person));
    this.#who = h("p", { id: "ai", class: "ai", "aria-live": "polite" }, texts.ai);
    this.panel = h("section", { class: "panel", part: "panel", role: "dialog", "aria-labelledby": "title", "aria-describedby": "ai", tabindex: -1, hidden: true },
      h("div", { class: "head", part: "header" },
        h("div", { class: "who" },
          h("h2", { id: "title", dir: "auto" }, shop),
          this.#who),
        this.#person,
        h("button", { type: "button", class: "round close", part: "close", "aria-label": texts.closeChat, onclick: actions.close }, icon("close"))),
      ...body);
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) {
        event.stopPropagation();
        actions.close();
      } else if (event.key === "Tab" && this.phone) {
        this.#wrapFocus(event);
      }
    });
    window.visualViewport?.addEventListener("resize", () => this.#fitKeyboard());
  }

  get opened(): boolean {
    return !this.panel.hidden;
  }

  /** The panel covers the whole screen. */
  get phone(): boolean {
    return this.#phone.matches;
  }

  set opened(value: boolean) {
    this.panel.hidden = !value;
    this.launcher.hidden = value;
    this.launcher.setAttribute("aria-expanded", String(value));
    if (this.phone) this.panel.setAttribute("aria-modal", "true");
    else this.panel.removeAttribute("aria-modal");
    if (value) this.unread = false;
    this.#fitKeyboard();
  }

  set unread(value: boolean) {
    this.launcher.querySelector(".unread")?.toggleAttribute("hidden", !value);
    this.launcher.setAttribute("aria-label", value ? this.#texts.openChatUnread : this.#texts.openChat);
  }

  /** Somebody is being asked for just now; afterwards, asking again tells the place in the line. */
  set asking(value: boolean) {
    this.#person.disabled = value;
  }

  set handedOff(value: boolean) {
    this.#person.classList.toggle("asked", value);
    const { person, personAsked, personWhen } = this.#texts;
    this.#person.lastElementChild?.replaceChildren(
      ...(value ? [personAsked, h("span", { class: "hidden" }, personWhen)] : [person]));
  }

  /** Who answers: a person by name, or the assistant ("" for nobody else). */
  set agent(name: string) {
    const words = name ? this.#texts.withAgent(name) : this.#texts.ai;
    if (this.#who.textContent !== words) this.#who.textContent = words;
    this.#person.hidden = name !== "";
  }

  /** A sheet over the whole screen keeps the focus to itself. */
  #wrapFocus(event: KeyboardEvent): void {
    const selector = "button:not(:disabled), a[href], select, textarea, summary, [tabindex='0']";
    const stops = [...this.panel.querySelectorAll<HTMLElement>(selector)].filter((stop) => stop.getClientRects().length);
    const focused = (this.panel.getRootNode() as ShadowRoot).activeElement;
    const [from, to] = event.shiftKey ? [stops[0], stops[stops.length - 1]] : [stops[stops.length - 1], stops[0]];
    if (focused !== from && focused !== this.panel) return;
    event.preventDefault();
    to?.focus();
  }

  /** An on-screen keyboard shrinks what can be seen, but not the page: the sheet follows what can be seen. */
  #fitKeyboard(): void {
    const seen = window.visualViewport;
    this.panel.style.blockSize = this.phone && this.opened && seen && seen.scale === 1 ? `${seen.height}px` : "";
  }
}

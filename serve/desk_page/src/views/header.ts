/** The bar on top: whose desk it is, whether it is live, and the agent's own menu. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { DeskContext } from "./context";

const INSIGHT = "/desk/insight";

export interface HeaderActions {
  help(): void;
  macros(): void;
  signOut(): void;
}

export class Header {
  readonly element: HTMLElement;
  readonly #line: HTMLElement;
  readonly #context: DeskContext;

  constructor(context: DeskContext, actions: HeaderActions) {
    const { texts, me } = context;
    this.#context = context;
    this.#line = h("p", { class: "line", role: "status" });
    const item = (words: string, act: () => void): HTMLElement =>
      h(
        "li",
        {},
        h("button", { type: "button", class: "menu-item", onclick: () => ((menu.open = false), act()) }, words),
      );
    const menu = h(
      "details",
      { class: "menu" },
      h(
        "summary",
        { class: "who", "aria-label": `${texts.account}: ${me.agent.name}` },
        avatar(me.agent.name),
        h("span", { class: "who-name", dir: "auto" }, me.agent.name),
        icon("down"),
      ),
      h(
        "ul",
        { class: "menu-list" },
        me.agent.email && h("li", { class: "menu-note", dir: "ltr" }, me.agent.email),
        h("li", { class: "phone-only" }, h("a", { class: "menu-item", href: INSIGHT }, texts.insight)),
        me.macros && item(texts.manageMacros, actions.macros),
        item(texts.help, actions.help),
        item(texts.signOut, actions.signOut),
      ),
    );
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      event.stopPropagation();
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
    });
    this.element = h(
      "header",
      { class: "top" },
      h(
        "a",
        {
          class: "skip",
          href: "#case",
          onclick: (event: MouseEvent) => (event.preventDefault(), document.getElementById("case")?.focus()),
        },
        texts.skip,
      ),
      h("span", { class: "mark" }, icon("chat")),
      h("h1", {}, h("span", { dir: "auto" }, me.shop_name), " ", h("span", { class: "light" }, texts.desk)),
      this.#line,
      h("nav", { "aria-label": texts.pages }, h("a", { class: "quiet", href: INSIGHT }, texts.insight)),
      h(
        "button",
        {
          type: "button",
          class: "icon-button keys-button",
          "aria-label": texts.help,
          title: `${texts.help} (?)`,
          onclick: actions.help,
        },
        icon("help"),
      ),
      menu,
    );
    this.line(true);
  }

  line(up: boolean): void {
    const { texts } = this.#context;
    const state = !navigator.onLine ? "offline" : up ? "online" : "reconnecting";
    if (this.#line.dataset["state"] === state) return;
    this.#line.dataset["state"] = state;
    this.#line.replaceChildren(texts[state]);
  }
}

/** A person as initials on a colour of their own. */
export function avatar(name: string): HTMLElement {
  const words = name.trim().split(/\s+/);
  const initials = [words[0], words.length > 1 ? words[words.length - 1] : ""]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("");
  const hue = [...name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 6, 0);
  return h("span", { class: `avatar avatar-${hue}`, "aria-hidden": "true" }, initials.toLocaleUpperCase() || "?");
}

/** The list of macros that opens where "/" is typed, filtered by what follows it. */

import { h } from "../../../widget/src/dom";
import type { Macro } from "../types";
import type { DeskContext } from "./context";

const TYPED = /(^|\s)\/([^\s/]*)$/;
const MOST = 8;

export class MacroPicker {
  readonly element: HTMLElement;
  readonly #context: DeskContext;
  readonly #field: HTMLTextAreaElement;
  readonly #insert: (macro: Macro, from: number, to: number) => void;
  #macros: Macro[] = [];
  #fitting: Macro[] = [];
  #chosen = 0;
  /** The slash that opening by the button has set, until a macro is picked or something is typed. */
  #ownSlash = "";

  constructor(
    context: DeskContext,
    field: HTMLTextAreaElement,
    insert: (macro: Macro, from: number, to: number) => void,
  ) {
    this.#context = context;
    this.#field = field;
    this.#insert = insert;
    this.element = h("ul", {
      class: "macro-picker",
      id: "macro-picker",
      role: "listbox",
      "aria-label": context.texts.macros,
      hidden: true,
    });
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", "macro-picker");
    field.addEventListener("blur", () => setTimeout(() => document.activeElement !== field && this.close(), 150));
  }

  set macros(macros: Macro[]) {
    this.#macros = macros;
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Opens at the end of the text; the slash that it sets goes again when nothing is picked. */
  open(): void {
    const { value } = this.#field;
    const slash = value && !/\s$/.test(value) ? " /" : "/";
    this.#field.setRangeText(slash, value.length, value.length, "end");
    this.#ownSlash = slash;
    this.follow();
  }

  /** Opens, narrows or closes, by what stands before the caret. */
  follow(): void {
    const typed = TYPED.exec(this.#field.value.slice(0, this.#field.selectionStart));
    if (!typed || this.#field.selectionStart !== this.#field.selectionEnd) return this.close();
    const query = typed[2]!.toLocaleLowerCase();
    const rank = (macro: Macro): number =>
      macro.shortcut.replace(/^\//, "").toLocaleLowerCase().startsWith(query)
        ? 0
        : macro.title.toLocaleLowerCase().includes(query)
          ? 1
          : query && macro.text.toLocaleLowerCase().includes(query)
            ? 2
            : 3;
    this.#fitting = this.#macros
      .filter((macro) => rank(macro) < 3)
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, MOST);
    this.#chosen = 0;
    this.#render();
  }

  /** @returns true when the key was the list's, not the text's. */
  key(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.#move(1);
    else if (event.key === "ArrowUp") this.#move(-1);
    else if ((event.key === "Enter" || event.key === "Tab") && this.#fitting[this.#chosen])
      this.#take(this.#fitting[this.#chosen]!);
    else if (event.key === "Enter")
      this.close(); // a slash that names nothing isn't sent by the same key
    else return false;
    return true;
  }

  close(): void {
    this.element.hidden = true;
    const { value } = this.#field;
    const slash = this.#ownSlash;
    this.#ownSlash = "";
    if (slash && value.endsWith(slash)) {
      this.#field.value = value.slice(0, -slash.length);
      this.#field.dispatchEvent(new Event("input"));
    }
    this.#field.removeAttribute("aria-activedescendant");
  }

  #move(step: number): void {
    const { length } = this.#fitting;
    if (length) this.#chosen = (this.#chosen + step + length) % length;
    this.#render();
  }

  #take(macro: Macro): void {
    const to = this.#field.selectionStart;
    const typed = TYPED.exec(this.#field.value.slice(0, to));
    this.#ownSlash = "";
    this.close();
    if (typed) this.#insert(macro, to - typed[2]!.length - 1, to);
  }

  #render(): void {
    const { texts } = this.#context;
    this.element.hidden = false;
    this.element.replaceChildren(
      ...this.#fitting.map((macro, place) =>
        h(
          "li",
          {
            id: `macro-${place}`,
            role: "option",
            "aria-selected": String(place === this.#chosen),
            onmousedown: (event: MouseEvent) => (event.preventDefault(), this.#take(macro)),
          },
          h("span", { class: "strong", dir: "auto" }, macro.title),
          macro.shortcut && h("kbd", {}, `/${macro.shortcut.replace(/^\//, "")}`),
          h("span", { class: "muted macro-text", dir: "auto" }, macro.text),
        ),
      ),
    );
    if (!this.#fitting.length) {
      this.element.replaceChildren(
        h(
          "li",
          { class: "muted", role: "option", "aria-disabled": "true", "aria-selected": "false" },
          this.#macros.length ? texts.noMacroFits : texts.noMacros,
        ),
      );
      this.#field.removeAttribute("aria-activedescendant");
      return;
    }
    this.#field.setAttribute("aria-activedescendant", `macro-${this.#chosen}`);
    this.element.children[this.#chosen]?.scrollIntoView({ block: "nearest" });
  }
}

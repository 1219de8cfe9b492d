/** Where the agent writes, to the shopper or, as a note, to the other agents; kept per case until it has left. */

import { h } from "../../../widget/src/dom";
import type { Draft } from "../storage";
import type { Macro } from "../types";
import type { DeskContext } from "./context";
import { explain } from "./context";
import { composerTools, type Change } from "./composer-tools";
import { MacroPicker } from "./macro-picker";

const LONGEST = 4_000;
const COUNT_FROM = 200;
const TYPING_EVERY_MS = 3_000;
const BLANK = /\{[a-z_]+\}/;

export interface ComposerPorts {
  caseId: string;
  /** The case's own values for a macro's blanks. */
  blanks(): Record<string, string>;
  send(text: string, suggestion: Draft["suggestion"]): void;
  saveNote(text: string): Promise<void>;
  changed(draft: Draft | null): void;
}

export class Composer {
  readonly element: HTMLElement;
  readonly field: HTMLTextAreaElement;
  readonly #context: DeskContext;
  readonly #ports: ComposerPorts;
  readonly #picker: MacroPicker;
  readonly #send: HTMLButtonElement;
  readonly #news: HTMLElement;
  readonly #modes: { reply: HTMLButtonElement; note: HTMLButtonElement };
  readonly #tools: HTMLElement;
  #note = false;
  /** What the other mode holds meanwhile. */
  #aside = "";
  /** A note on its way, kept until it has arrived. */
  #saving = "";
  #suggestion: Draft["suggestion"] = null;
  #toldTyping = 0;
  #busy = false;

  constructor(context: DeskContext, ports: ComposerPorts) {
    const { texts } = context;
    this.#context = context;
    this.#ports = ports;
    this.field = h("textarea", {
      class: "composer-field",
      rows: 2,
      maxlength: LONGEST,
      dir: "auto",
      "aria-describedby": "composer-news",
      autocomplete: "off",
    });
    this.#picker = new MacroPicker(context, this.field, (macro, from, to) => this.#insertMacro(macro, from, to));
    const mode = (words: string, key: string, note: boolean): HTMLButtonElement =>
      h(
        "button",
        {
          type: "button",
          class: "mode",
          title: `${words} (${key})`,
          onclick: () => (this.mode(note), this.field.focus()),
        },
        words,
      );
    this.#modes = { reply: mode(texts.reply, "r", false), note: mode(texts.note, "n", true) };
    this.#tools = composerTools(context, {
      caseId: ports.caseId,
      text: () => this.field.value,
      openMacros: () => this.openMacros(),
      change: (change) => void this.#rewrite(change),
    });
    this.#send = h("button", { type: "submit", class: "button primary small send-button" });
    this.#news = h("p", { class: "composer-news muted", id: "composer-news", role: "status" });
    this.element = h(
      "form",
      { class: "composer", onsubmit: (event: SubmitEvent) => (event.preventDefault(), this.submit()) },
      h("div", { class: "field-box" }, this.#picker.element, this.field),
      h(
        "div",
        { class: "composer-foot" },
        h(
          "div",
          { class: "modes", role: "group", "aria-label": texts.replyOrNote },
          this.#modes.reply,
          this.#modes.note,
        ),
        this.#tools,
        this.#news,
        this.#send,
      ),
    );
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("click", () => this.#picker.isOpen && this.#picker.follow());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.mode(false);
  }

  set macros(macros: Macro[]) {
    this.#picker.macros = macros;
  }

  /** Tells whom a reply goes to. */
  set shopper(name: string) {
    this.field.dataset["shopper"] = name;
    this.#label();
  }

  /** Nothing is said to the shopper in a case that is settled; notes can still be left. */
  set settled(value: boolean) {
    this.#modes.reply.disabled = value;
    if (value) this.mode(true);
  }

  restore(draft: Draft | null): void {
    this.mode(false);
    this.field.value = draft?.reply ?? "";
    this.#aside = draft?.note ?? "";
    this.#suggestion = draft?.suggestion ?? null;
    this.mode(Boolean(draft?.noting));
    this.#fit();
  }

  mode(note: boolean): void {
    if (!note && this.#modes.reply.disabled) return;
    if (note !== this.#note) {
      [this.field.value, this.#aside] = [this.#aside, this.field.value];
      this.#note = note;
      this.#keep();
    }
    this.#modes.reply.setAttribute("aria-pressed", String(!note));
    this.#modes.note.setAttribute("aria-pressed", String(note));
    this.element.classList.toggle("noting", note);
    this.#tools.hidden = note;
    this.#send.replaceChildren(note ? this.#context.texts.saveNote : this.#context.texts.send);
    this.#label();
    this.#fit();
  }

  /** Puts a text there to be edited; what was written before comes back with undo. */
  edit(text: string, suggestion: Draft["suggestion"]): void {
    this.mode(false);
    const before = { text: this.field.value, suggestion: this.#suggestion };
    this.field.value = text;
    this.#suggestion = suggestion;
    this.#keep();
    this.#fit();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
    if (before.text.trim() && before.text !== text) this.#offerUndo("", before);
  }

  openMacros(): void {
    this.mode(false);
    this.field.focus();
    this.#picker.open();
    this.#typed();
  }

  get text(): string {
    return this.#note ? this.#aside : this.field.value;
  }

  submit(): void {
    const text = this.field.value.trim();
    if (!text || this.#busy) return;
    if (this.#note) return void this.#saveNote(text);
    const blank = BLANK.exec(text)?.[0];
    if (blank) {
      this.#say(this.#context.texts.blankLeft(blank));
      const at = this.field.value.indexOf(blank);
      this.field.setSelectionRange(at, at + blank.length);
      return;
    }
    const suggestion = this.#suggestion;
    this.#clear();
    this.#ports.send(text, suggestion);
  }

  /** The field is free at once; a note that couldn't be saved comes back. */
  async #saveNote(text: string): Promise<void> {
    const { texts } = this.#context;
    this.#saving = text;
    this.field.value = "";
    this.mode(false);
    try {
      await this.#ports.saveNote(text);
      this.#saving = "";
      this.#keep();
      this.#say(texts.noteSaved);
    } catch (error) {
      this.#saving = "";
      this.mode(true);
      this.field.value = [text, this.field.value].filter(Boolean).join("\n");
      this.#keep();
      this.#fit();
      this.#say(explain(error, texts));
    }
  }

  #clear(): void {
    this.field.value = "";
    this.#suggestion = null;
    this.#say("");
    this.#keep();
    this.#fit();
  }

  #typed(): void {
    this.#keep();
    this.#fit();
    this.#picker.follow();
    this.#say("");
    if (this.#note || !this.field.value || Date.now() - this.#toldTyping < TYPING_EVERY_MS) return;
    this.#toldTyping = Date.now();
    this.#context.api.tellTyping(this.#ports.caseId);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#picker.key(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Escape") this.field.blur();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.submit();
  }

  #insertMacro(macro: Macro, from: number, to: number): void {
    const blanks = this.#ports.blanks();
    const text = macro.text.replace(/\{([a-z_]+)\}/g, (blank, name: string) => blanks[name] || blank);
    this.field.setRangeText(text, from, to, "end");
    this.#keep();
    this.#fit();
    const blank = BLANK.exec(this.field.value);
    if (blank) this.field.setSelectionRange(blank.index, blank.index + blank[0].length);
  }

  async #rewrite(change: Change): Promise<void> {
    const { texts } = this.#context;
    const before = { text: this.field.value, suggestion: this.#suggestion };
    if (!before.text.trim() || this.#busy) return;
    this.#setBusy(true);
    this.#say(texts.rewriting);
    try {
      const answer = await change();
      if (this.field.value !== before.text) return this.#say("");
      if (!answer.changed) return this.#say(texts.unchanged);
      this.field.value = answer.text;
      this.#keep();
      this.#fit();
      this.#offerUndo(texts.rewritten, before);
    } catch (error) {
      this.#say(explain(error, texts));
    } finally {
      this.#setBusy(false);
      this.field.focus();
    }
  }

  #offerUndo(words: string, before: { text: string; suggestion: Draft["suggestion"] }): void {
    const undo = (): void => {
      this.field.value = before.text;
      this.#suggestion = before.suggestion;
      this.#keep();
      this.#fit();
      this.#say("");
      this.field.focus();
    };
    this.#news.replaceChildren(
      words,
      " ",
      h("button", { type: "button", class: "text-button", onclick: undo }, this.#context.texts.undo),
    );
  }

  #setBusy(busy: boolean): void {
    this.#busy = busy;
    this.field.readOnly = busy;
    this.element.ariaBusy = busy ? "true" : null;
  }

  #say(words: string): void {
    if (this.#news.textContent !== words) this.#news.replaceChildren(words);
  }

  #label(): void {
    const { texts } = this.#context;
    this.field.placeholder = this.#note ? texts.noteHint : texts.replyTo(this.field.dataset["shopper"] || texts.guest);
    this.field.setAttribute("aria-label", this.#note ? texts.note : texts.composer);
  }

  #keep(): void {
    const [reply, written] = this.#note ? [this.#aside, this.field.value] : [this.field.value, this.#aside];
    const note = written || this.#saving;
    const empty = !reply.trim() && !note.trim();
    this.#ports.changed(
      empty ? null : { reply, note, noting: this.#note, suggestion: this.#suggestion, at: Date.now() },
    );
  }

  #fit(): void {
    this.field.style.blockSize = "auto";
    if (this.field.scrollHeight) this.field.style.blockSize = `${this.field.scrollHeight + 2}px`;
    const left = LONGEST - this.field.value.length;
    if (left <= COUNT_FROM) this.#say(this.#context.texts.tooLong(left));
  }
}

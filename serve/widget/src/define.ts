/** What the script tag runs: registers the element, puts one on the page unless it has its own, opens the API. */

import { ShopkeeperChat } from "./element";

const NAME = "shopkeeper-chat";

type Method = "open" | "close" | "toggle" | "identify" | "setContext" | "send" | "on" | "texts";
/** Either `["identify", token]` or a function that is given the element. */
type Call = [Method, ...unknown[]] | ((element: ShopkeeperChat) => void);

declare global {
  interface HTMLElementTagNameMap {
    "shopkeeper-chat": ShopkeeperChat;
  }
  interface Window {
    /** Before the script has run: an array of calls that wait for it. */
    Shopkeeper?: Call[] | ReturnType<typeof publicApi>;
  }
}

const script = document.currentScript as HTMLScriptElement | null;

function publicApi(element: ShopkeeperChat) {
  return {
    element,
    open: () => element.open(),
    close: () => element.close(),
    toggle: () => element.toggle(),
    identify: (token: string | null) => element.identify(token),
    setContext: element.setContext.bind(element),
    send: (text: string) => element.send(text),
    on: element.on.bind(element),
    push: (call: Call) => perform(element, call),
  };
}

function perform(element: ShopkeeperChat, call: Call): void {
  if (typeof call === "function") {
    call(element);
    return;
  }
  const [method, ...values] = call;
  if (method === "texts") element.texts = (values[0] ?? {}) as ShopkeeperChat["texts"];
  else (element[method] as (...values: unknown[]) => unknown).apply(element, values);
}

function begin(): void {
  const own = document.querySelector(NAME);
  const element = own ?? document.createElement(NAME);
  for (const [name, value] of own ? [] : Object.entries(script?.dataset ?? {})) element.dataset[name] = value;
  const waiting = Array.isArray(window.Shopkeeper) ? window.Shopkeeper : [];
  window.Shopkeeper = publicApi(element);
  for (const call of waiting) perform(element, call);
  if (!own) document.body.append(element);
}

if (!customElements.get(NAME)) {
  customElements.define(NAME, ShopkeeperChat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
}

/** Building elements from data that may be hostile: text becomes text nodes, addresses are checked. */

type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: never) => void);

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 4.2c-.5.5-1.4.1-1.4-.6V16A2.5 2.5 0 0 1 4 13.5zM8 8.5h8M8 11.8h5",
  close: "M6 6l12 12M18 6L6 18",
  send: "M5 12h13M12.5 6l6 6-6 6",
  stop: "M7 7h10v10H7z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.7-3.6 3.8-5.5 7.5-5.5s6.8 1.9 7.5 5.5",
  back: "M14.5 6l-6 6 6 6",
  next: "M9.5 6l6 6-6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
};

/** Creates an element; `on…` properties are listeners, `href` and `src` pass only when they are web addresses. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, properties: Record<string, Value> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value as EventListener);
    } else if (name === "href" || name === "src") {
      const url = safeUrl(String(value));
      if (url) element.setAttribute(name, url);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** A line drawing that screen readers skip. */
export function icon(name: keyof typeof ICONS): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** The address made absolute against the page, or null unless it is http or https. */
export function safeUrl(value: string | null | undefined): string | null {
  if (!value) return null;
  try {
    const url = new URL(value, document.baseURI);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link, or plain text where the address is missing or not to be trusted; other sites open beside the shop. */
export function link(url: string | null, properties: Record<string, Value>, ...children: Child[]): HTMLElement {
  const href = safeUrl(url);
  if (!href) return h("span", properties, ...children);
  const away = new URL(href).origin !== location.origin;
  return h("a", { ...properties, href, ...(away && { target: "_blank", rel: "noopener noreferrer" }) }, ...children);
}

/** A picture that gives way to an empty frame when it can't be shown. */
export function picture(url: string | null, className: string): HTMLElement {
  const src = safeUrl(url);
  const frame = h("div", { class: `picture ${className}` });
  if (!src) return frame;
  const image = h("img", { src, alt: "", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.remove());
  frame.append(image);
  return frame;
}

/** Random and unguessable; `crypto.randomUUID` is missing on plain-http pages. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

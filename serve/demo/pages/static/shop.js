/* The shop's own script: everything works without it; it joins the pages with the chat and saves some clicks. */
"use strict";
(() => {
  const { token, customer, product } = document.body.dataset;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // The chat: calls wait in the array until its script has run.
  const chat = (window.Shopkeeper = window.Shopkeeper || []);
  const call = (...parts) => (window.Shopkeeper || chat).push(parts);
  call("identify", token || null);
  call("setContext", { productId: product || null, page: location.pathname });
  offerChat(document);

  function offerChat(within) {
    all("[data-chat]", within).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        call("open");
        if (button.dataset.chat) call("send", button.dataset.chat);
      });
    });
    all("[data-chat-panel]", within).forEach((panel) => (panel.hidden = false));
  }

  async function fetchPage(path) {
    const answer = await fetch(path, { headers: { Accept: "text/html" } });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  }

  // A page may stay open for longer than its token is good for; any other page brings a fresh one.
  document.addEventListener("shopkeeper:unauthorized", async () => {
    const fresh = (await fetchPage("/help"))?.body.dataset;
    if (!fresh) return;
    if (fresh.customer === customer) call("identify", fresh.token);
    else location.reload(); // somebody has signed in or out beside this page
  });

  // The cart is one: what the chat puts in shows here.
  document.addEventListener("shopkeeper:cart", ({ detail }) => {
    const count = (detail?.lines || []).reduce((sum, line) => sum + line.quantity, 0);
    const badge = find("[data-cart-count]");
    badge.textContent = count;
    badge.hidden = !count;
    find("[data-cart-link]").setAttribute("aria-label", `Cart, ${count} ${count === 1 ? "item" : "items"}`);
    if (find("[data-cart-page]")) refreshCart();
  });

  async function refreshCart() {
    const page = await fetchPage("/cart");
    if (!page) return;
    find("[data-cart-page]").replaceWith(find("[data-cart-page]", page));
    offerChat(find("[data-cart-page]"));
  }

  // Filters apply at once.
  const filters = find("[data-filters]");
  filters?.addEventListener("change", (event) => {
    if (event.target.matches("select, [type=checkbox]")) filters.requestSubmit();
  });
  filters?.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value || (name === "sort" && value === "featured")) formData.delete(name);
  });

  // The product page: picture, price and stock follow the choice.
  const buy = find("[data-buy]");
  if (!buy) return;
  const variants = JSON.parse(find("#variants").textContent);
  const picture = find("[data-main]");
  const price = find("[data-price]");
  const stock = find("[data-stock]");
  const add = find("[data-add]");
  const radios = all("input[type=radio]", buy);
  const option = (radio) => radio.name.slice("option.".length);

  function choice() {
    return Object.fromEntries(radios.filter((radio) => radio.checked).map((radio) => [option(radio), radio.value]));
  }

  function element(tag, text, className = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    made.className = className;
    return made;
  }

  function follow() {
    const wanted = choice();
    const fits = (variant, values) => Object.entries(values).every(([name, value]) => variant.options[name] === value);
    const variant = variants.find((candidate) => fits(candidate, wanted));
    radios.forEach((radio) => {
      const there = variants.some((v) => v.stock && fits(v, { ...wanted, [option(radio)]: radio.value }));
      radio.parentElement.classList.toggle("gone", !there);
    });
    all("[data-shown]").forEach((shown) => (shown.textContent = wanted[shown.dataset.shown] || ""));
    all("[data-color]").forEach((thumb) => {
      if (thumb.dataset.color === wanted.color) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    });
    add.disabled = !variant || !variant.stock;
    stock.className = `stock ${!variant?.stock ? "gone" : variant.stock < 5 ? "few" : ""}`;
    stock.textContent = !variant ? "Not sold in this combination" : !variant.stock ? "Sold out in this version"
      : variant.stock < 5 ? `Only ${variant.stock} left` : "In stock, ready to send";
    if (!variant) return;
    price.replaceChildren(element("b", variant.price, variant.before ? "now" : ""));
    if (variant.before) price.append(" ", element("s", variant.before));
  }

  function show(color) {
    const thumb = all("[data-color] img").find((image) => image.alt === color);
    if (thumb) picture.src = thumb.src;
    if (thumb) picture.alt = `${find("h1").textContent} in ${color}, drawn`;
  }

  buy.addEventListener("change", ({ target }) => {
    if (target.name === "option.color") show(target.value);
    follow();
  });
  all("[data-color]").forEach((thumb) => thumb.addEventListener("click", (event) => {
    event.preventDefault();
    const radio = radios.find((candidate) => candidate.name === "option.color" && candidate.value === thumb.dataset.color);
    radio.checked = true;
    show(radio.value);
    follow();
  }));
  follow();
})();

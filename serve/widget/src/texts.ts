/** Every word that the widget itself says; a host page may replace any of them through `element.texts`. */

import type { ProposalState, Stage } from "./types";

const stages: Record<Stage, string> = {
  planning: "Thinking about it…",
  searching: "Looking through the shop…",
  looking_up: "Looking it up…",
  writing: "Writing…",
};

const proposalStates: Record<ProposalState, string> = {
  pending: "Waiting for your decision",
  confirmed: "Confirmed, being carried out",
  executed: "Done",
  declined: "Declined, nothing was changed",
  expired: "Expired, nothing was changed",
  replaced: "Replaced by a newer proposal",
  failed: "That did not work, nothing was changed",
};

export const english = {
  shop: "Shop assistant",
  openChat: "Chat with us",
  openChatUnread: "Chat with us, new message",
  closeChat: "Close chat",
  ai: "You are talking to an AI",
  person: "Talk to a person",
  personAsked: "A person is asked",
  conversation: "Conversation",
  you: "You:",
  assistant: "Assistant:",
  agent: "A person from the shop:",
  greeting: "Hello! I can find things for you, compare them, and look after your orders. What can I do for you?",
  suggestions: "Suggestions",
  composer: "Your message",
  placeholder: "Ask for anything in the shop",
  send: "Send",
  stop: "Stop answering",
  characters: (left: number) => (left === 1 ? "1 character left" : `${left} characters left`),
  stages,
  sending: "Sending…",
  reconnecting: "Connection lost, trying again…",
  busy: (seconds: number) => `Many shoppers are asking just now, trying again in ${seconds} s…`,
  offline: "You are offline. Your message is kept and leaves as soon as you are back.",
  lost: "The connection is lost. Your message is kept.",
  failed: "Something went wrong on our side.",
  unauthorised: "Please sign in again.",
  stopped: "Stopped.",
  tryAgain: "Try again",
  restoring: "Fetching the conversation…",
  notRestored: "The conversation can't be fetched just now.",

  products: (shown: number, total: number) =>
    total > shown ? `${shown} of ${total} products` : shown === 1 ? "1 product" : `${shown} products`,
  position: "Number",
  earlier: "Show earlier products",
  later: "Show further products",
  inStock: "In stock",
  fewLeft: (count: number) => `Only ${count} left`,
  soldOut: "Sold out",
  valueSoldOut: (value: string) => `${value} – sold out`,
  rating: (rating: string, count: number) =>
    `Rated ${rating} out of 5 by ${count === 1 ? "1 customer" : `${count} customers`}`,
  listPrice: "Before:",
  price: "Price",
  ratingLabel: "Rating",
  stock: "Stock",
  compare: "Comparison",
  feature: "Feature",
  notGiven: "Not given",
  add: "Add to cart",
  adding: "Adding…",
  added: "Added",
  addedNews: (title: string) => `${title} is in your cart.`,
  notAdded: "That could not be added. Please try again.",

  cart: "Your cart",
  cartEmpty: "Your cart is empty.",
  total: "Total",
  toCart: "Go to the cart",
  quantity: (count: number) => `${count} ×`,

  order: (id: string) => `Order ${id}`,
  placed: (date: string) => `Placed on ${date}`,
  expected: "Expected",
  delivered: "Delivered",
  carrier: "Carrier",
  tracking: "Tracking number",
  steps: "The parcel's way",
  shipping: "Shipping",
  discount: "Discount",
  refunds: "Refunds",
  returned: (count: number) => `${count} returned`,

  confirm: "Confirm",
  decline: "Decline",
  proposal: "Please decide",
  proposalStates,
  expiresIn: (time: string) => `Expires in ${time}`,

  sources: (count: number) => (count === 1 ? "1 source" : `${count} sources`),
  promotions: "Promotions",
  code: "Code",
  validUntil: (date: string) => `Until ${date}`,

  survey: {
    question: "How was this conversation?",
    scale: ["Very bad", "Bad", "So-so", "Good", "Very good"],
    comment: "What should we know? (optional)",
    send: "Send",
    no: "No, thanks",
    thanks: "Thank you. This helps us to get better.",
    failed: "That could not be sent. Please try again.",
  },

  handoff: "A person is asked for",
  ticket: (ticket: string) => `Your ticket is ${ticket}. This conversation is kept with it, so nothing has to be said twice.`,
};

export type Texts = typeof english;

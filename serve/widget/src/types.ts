/** The wire's JSON, as assistant/turn/events.py and assistant/domain write it. */

export interface Money {
  amount: string;
  currency: string;
}

export interface VariantCard {
  id: string;
  options: Record<string, string>;
  price: Money;
  list_price: Money | null;
  stock: number;
  image: string | null;
}

export interface ProductCard {
  position: number;
  product_id: string;
  title: string;
  brand: string;
  category: string;
  price: Money;
  list_price: Money | null;
  stock: number;
  rating: number | null;
  rating_count: number;
  image: string | null;
  url: string | null;
  reason: string;
  attributes: Record<string, string>;
  variants: VariantCard[];
}

export interface CartLine {
  product_id: string;
  variant_id: string;
  title: string;
  options: Record<string, string>;
  quantity: number;
  unit_price: Money;
  image: string | null;
}

export interface Cart {
  lines: CartLine[];
  currency: string;
}

export interface OrderLine {
  id: string;
  title: string;
  options: Record<string, string>;
  quantity: number;
  unit_price: Money;
  returned: number;
  image: string | null;
}

export interface TrackingStep {
  at: string;
  place: string;
  text: string;
}

export interface Shipment {
  carrier: string;
  tracking_number: string;
  steps: TrackingStep[];
  /** A calendar date without a time, e.g. "2026-11-24". */
  expected: string | null;
  delivered_at: string | null;
}

export interface Refund {
  amount: Money;
  method: string;
  state: string;
  at: string | null;
}

export interface Order {
  id: string;
  placed_at: string | null;
  status: string;
  lines: OrderLine[];
  shipping: Money;
  discount: Money | null;
  shipments: Shipment[];
  refunds: Refund[];
}

export type ProposalState =
  | "pending" | "confirmed" | "executed" | "declined" | "expired" | "replaced" | "failed";

export interface Proposal {
  id: string;
  action: { kind: string; order_id?: string | null };
  verdict: { allowed: boolean; reason: string; page: string };
  title: string;
  effects: string[];
  state: ProposalState;
  created_at: string;
  expires_at: string;
  /** Until when what was done may be taken back; absent where it can't be. */
  undo_until?: string | null;
}

/** An answer to tap: `text` is sent as the shopper's message. */
export interface Choice {
  label: string;
  text: string;
}

export interface Passage {
  page: string;
  title: string;
  heading: string;
  anchor: string;
  text: string;
  url: string;
}

export interface Promotion {
  id: string;
  title: string;
  text: string;
  code: string | null;
  /** Calendar dates without a time. */
  starts: string;
  ends: string;
}

export interface ProductsEvent {
  type: "products";
  layout: "list" | "compare" | "detail";
  title: string;
  products: ProductCard[];
  total: number;
}

export type Stage = "planning" | "searching" | "looking_up" | "writing";

export type TurnEvent =
  | { type: "status"; stage: Stage; calls?: { name: string; args: Record<string, unknown> }[] }
  | ProductsEvent
  | { type: "order"; orders: Order[] }
  | { type: "cart"; cart: Cart; changed: boolean }
  | { type: "citations"; passages: Passage[]; promotions: Promotion[] }
  | { type: "text"; text: string }
  | { type: "action"; proposal: Proposal }
  | { type: "choices"; choices: Choice[] }
  | { type: "handoff"; reason: string; ticket: string; live?: boolean; place?: number; answers_at?: string }
  | { type: "error"; code: string; title: string; detail: string; retryable: boolean }
  | { type: "usage" }
  | { type: "done"; turn_id: string; reason: "complete" | "cancelled" | "failed"; state: Record<string, unknown> };

/** Who answers in the conversation; while a person is awaited, the assistant still does. */
export type Holder = "assistant" | "waiting" | "agent";

/** What people of the shop do, on the stream that stays open while one has the conversation or is awaited. */
export type DeskEvent =
  | { type: "agent"; change: "joined" | "left"; name: string; holder: Holder }
  | { type: "agent"; change: "typing"; name: string }
  | { type: "agent"; change: "message"; name: string; message: Message }
  | { type: "action"; proposal: Proposal }
  | { type: "order"; orders: Order[] };

export interface Created {
  id: string;
  greeting: string;
  suggestions: string[];
}

export interface Message {
  id: string;
  role: "shopper" | "assistant" | "agent";
  text: string;
  at: string;
  turn_id: string;
  /** The name of the agent who wrote it. */
  agent?: string;
}

export interface Transcript {
  id: string;
  messages: Message[];
  /** The cards of these messages, with their proposals as they stand now. */
  events?: ({ turn_id: string } & TurnEvent)[];
  state: { pending?: Proposal | null; handed_off?: boolean; holder?: Holder; agent?: string };
  last_event_id?: number;
}

/** What the page tells the assistant about where the shopper is. */
export interface PageContext {
  productId?: string | null;
  page?: string | null;
  locale?: string | null;
}

export interface ShopEvent {
  type: "view" | "click" | "add_to_cart" | "impression";
  product_id: string;
  position?: number;
}

/** What the shopper asks for when a card's button is pressed. */
export interface CartRequest {
  productId: string;
  variantId: string;
  quantity: number;
}

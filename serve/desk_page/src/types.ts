/** The wire's JSON under /v1/desk. */

import type { Cart, Order, Passage, ProductCard, Promotion, Proposal } from "../../widget/src/types";

export type Mood = "calm" | "frustrated" | "angry" | "distressed";
export type CaseState = "waiting" | "claimed" | "returned" | "solved";
export type Role = "shopper" | "assistant" | "agent";

export interface Agent {
  id: string;
  name: string;
  email?: string | null;
}

export interface SignedIn {
  token: string;
  expires_at: string;
  agent: Agent;
}

/** Who is at the desk, and what the desk can do. */
export interface Me {
  agent: Agent;
  shop_name: string;
  languages: string[];
  rewrite: boolean;
  translate: boolean;
  macros: boolean;
}

export interface CaseRow {
  id: string;
  conversation_id: string;
  state: CaseState;
  /** False for a ticket: nobody was here when the shopper asked. */
  live: boolean;
  reason: { code: string; words: string };
  urgency: 1 | 2 | 3;
  mood: Mood;
  shopper: { name: string | null; verified: boolean };
  locale: string;
  opened_at: string;
  waiting_seconds: number;
  last_message: { role: Role; text: string; at: string } | null;
  assigned_to: { id: string; name: string } | null;
  title: string;
}

export interface Verdict {
  allowed: boolean;
  reason: string;
  page: string;
}

/** An order action with its arguments; `kind` says which. */
export type OrderAction = { kind: string; order_id?: string | null } & Record<string, unknown>;

export interface ActionDraft {
  kind: string;
  words: string;
  arguments: OrderAction;
  verdict: Verdict;
}

export interface AgentProposal extends Proposal {
  action: OrderAction;
}

export interface Prepared {
  proposal: AgentProposal | null;
  verdict: Verdict;
}

export interface Message {
  id: string;
  role: Role;
  text: string;
  at: string;
  agent?: string | null;
  turn_id?: string;
}

export type Card =
  | { type: "products"; title: string; products: ProductCard[]; total: number }
  | { type: "order"; orders: Order[] }
  | { type: "cart"; cart: Cart }
  | { type: "citations"; passages: Passage[]; promotions: Promotion[] }
  | { type: "action"; proposal: Proposal }
  | { type: "handoff"; reason: string; ticket: string }
  | { type: "error"; title: string; detail: string };

export type Entry = ({ type: "message" } & Message) | (Card & { id?: string | number; turn_id?: string; at?: string });

export interface Note {
  id: string;
  agent: string;
  text: string;
  at: string;
}

export interface ActionVerdict {
  action: string;
  allowed: boolean;
  reason: string;
  page: string;
  until: string | null;
}

export interface JudgedOrder {
  order: DeskOrder;
  verdicts: ActionVerdict[];
}

export interface PaymentMethod {
  id: string;
  name: string;
}

export interface Address {
  name: string;
  street: string;
  city: string;
  region: string;
  postal_code: string;
  country: string;
}

/** An order as its own record: more of it than a shopper's card shows. */
export interface DeskOrder extends Omit<Order, "lines"> {
  lines: (Order["lines"][number] & { product_id: string; variant_id: string })[];
  address: Address;
  payment: string;
  /** The kinds of actions that were done to it, the last one last. */
  done?: string[];
}

export interface Brief {
  summary: string;
  facts: string[];
  tried: string[];
  mood: Mood;
  next_step: { words: string; action: ActionDraft | null } | null;
}

export interface CaseView {
  case: CaseRow;
  brief: Brief;
  entries: Entry[];
  shopper: {
    name: string | null;
    email: string | null;
    verified: boolean;
    address?: string | null;
    /** The ways to pay that the account holds, where the shop tells them. */
    payments?: PaymentMethod[];
  };
  orders: JudgedOrder[];
  proposals: AgentProposal[];
  notes: Note[];
  agents_here: string[];
  last_message_id: string;
  last_event_id?: number;
  /** What couldn't be found out just now. */
  trouble?: string[];
}

export interface Source {
  kind: "policy" | "order" | "product" | "case" | "macro";
  title: string;
  text: string;
  url?: string | null;
}

export interface Suggestion {
  id: string;
  rank: number;
  text: string;
  final: boolean;
  sources: Source[];
  action: ActionDraft | null;
  language?: string;
  note?: string;
}

export interface Macro {
  id: string;
  title: string;
  text: string;
  shortcut: string;
}

export interface SolvedCase {
  id: string;
  title: string;
  question: string;
  reply: string;
  action: string;
  score: number;
}

export type Tone = "warmer" | "shorter" | "formal" | "plainer";

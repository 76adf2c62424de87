// How the body's nodes and marks look in the editor, and what of a pasted page they are read from. The reader's pages are
// written by Go from the same tree; the editor only has to be like them.
import type { DOMOutputSpec, MarkSpec, NodeSpec } from "prosemirror-model";
import { local, moment } from "./moments";
import { makeSchema } from "./schema";

type NodeDress = Pick<NodeSpec, "toDOM" | "parseDOM">;
type MarkDress = Pick<MarkSpec, "toDOM" | "parseDOM">;

// linkAddress returns an address that a link may have, or "": the server refuses all others.
export function linkAddress(address: string): string {
  const s = address.trim().replace(/[ "<>\\`]/g, encodeURIComponent);
  if (/[\u0000-\u001f\u007f]/.test(s) || s.length > 4096) return "";
  if (/^(https?:\/\/[^/?#]|mailto:|tel:)/i.test(s)) return s.replace(/^[a-z]+:/i, (scheme) => scheme.toLowerCase());
  return /^[/#](?!\/)/.test(s) ? s : "";
}

const line = (s: string | null | undefined) => (s ?? "").replace(/\s+/g, " ").trim().slice(0, 400);
const cite = { getAttrs: (n: HTMLElement) => ({ cite: line(n.dataset.cite) }) };
const suggested = (n: HTMLElement) => ({ id: n.dataset.id });
const cells = (n: HTMLTableCellElement) => ({ colspan: Math.min(n.colSpan || 1, 1000), rowspan: Math.min(n.rowSpan || 1, 1000) });
const spans = (attrs: any) => ({
  ...(attrs.colspan > 1 && { colspan: String(attrs.colspan) }), ...(attrs.rowspan > 1 && { rowspan: String(attrs.rowspan) }),
});

// box is an element that is edited as a whole, as a line of text in a frame.
const box = (kind: string, text: string): DOMOutputSpec => ["figure", { class: "box " + kind, contenteditable: "false" }, ["figcaption", text]];

// shown is a picture of the library as the editor shows it.
const shown = (a: Record<string, any>): DOMOutputSpec => ["figure", { class: "box picture", contenteditable: "false" },
  ["img", { src: `/newsroom/pictures/${encodeURIComponent(a.media)}/file?w=800`, alt: a.alt || "", width: "600", height: "400" }],
  ["figcaption", "Picture of the library" + (a.caption ? ": " + a.caption : "")]];

// entryLine stands above an entry of a live page.
const entryLine = (a: Record<string, any>) => (a.at ? local(a.at).replace("T", ", ") : "No time yet") + (a.key ? " · key event" : "");

export const nodes: Record<string, NodeDress> = {
  paragraph: { toDOM: () => ["p", 0], parseDOM: [{ tag: "p" }] },
  crosshead: {
    toDOM: (n) => ["h" + n.attrs.level, 0],
    parseDOM: [1, 2, 3, 4, 5, 6].map((h) => ({ tag: "h" + h, attrs: { level: h < 3 ? 2 : 3 } })),
  },
  quote: { toDOM: (n) => ["blockquote", { "data-cite": n.attrs.cite }, 0], parseDOM: [{ tag: "blockquote", ...cite } as any] },
  pullquote: { toDOM: (n) => ["aside", { class: "pullquote", "data-cite": n.attrs.cite }, 0], parseDOM: [{ tag: "aside.pullquote", ...cite } as any] },
  bullet_list: { toDOM: () => ["ul", 0], parseDOM: [{ tag: "ul" }] },
  ordered_list: {
    toDOM: (n) => ["ol", n.attrs.start > 1 ? { start: String(n.attrs.start) } : {}, 0],
    parseDOM: [{ tag: "ol", getAttrs: (n: HTMLElement) => ({ start: Math.max(1, (n as HTMLOListElement).start || 1) }) }],
  },
  list_item: { toDOM: () => ["li", 0], parseDOM: [{ tag: "li" }] },
  picture: { toDOM: (n) => n.attrs.media ? shown(n.attrs) : box("picture", "Picture: " + (n.attrs.caption || n.attrs.alt || n.attrs.url)) },
  embed: { toDOM: (n) => box("embed", "Embed: " + (n.attrs.title || n.attrs.url)) },
  factbox: {
    toDOM: (n) => ["aside", { class: "factbox", "data-title": n.attrs.title }, 0],
    parseDOM: [{ tag: "aside.factbox", getAttrs: (n: HTMLElement) => ({ title: line(n.dataset.title) }) }],
  },
  key_points: { toDOM: () => ["ul", { class: "key-points" }, 0], parseDOM: [{ tag: "ul.key-points", priority: 60 }] },
  live_entry: {
    toDOM: (n) => ["article", { class: "live-entry", "data-at": n.attrs.at ?? "", "data-key": n.attrs.key ? "yes" : "", "data-when": entryLine(n.attrs) }, 0],
    parseDOM: [{ tag: "article.live-entry[data-at]", getAttrs: (n: HTMLElement) => ({ at: moment(local(n.dataset.at!)) || null, key: n.dataset.key === "yes" }) }],
  },
  table: {
    toDOM: (n) => ["table", { "data-caption": n.attrs.caption }, ["tbody", 0]],
    parseDOM: [{ tag: "table", getAttrs: (n: HTMLElement) => ({ caption: line(n.dataset.caption ?? (n as HTMLTableElement).caption?.textContent) }) }, { tag: "caption", ignore: true }],
  },
  table_row: { toDOM: () => ["tr", 0], parseDOM: [{ tag: "tr" }] },
  table_cell: { toDOM: (n) => ["td", spans(n.attrs), 0], parseDOM: [{ tag: "td", getAttrs: cells as any }] },
  table_header: { toDOM: (n) => ["th", spans(n.attrs), 0], parseDOM: [{ tag: "th", getAttrs: cells as any }] },
  divider: { toDOM: () => ["hr"], parseDOM: [{ tag: "hr" }] },
  preformatted: { toDOM: () => ["pre", ["code", 0]], parseDOM: [{ tag: "pre", preserveWhitespace: "full" }] },
  hard_break: { toDOM: () => ["br"], parseDOM: [{ tag: "br" }] },
};

export const marks: Record<string, MarkDress> = {
  note: { toDOM: (m) => ["span", { class: "note", "data-note": m.attrs.id }, 0], parseDOM: [{ tag: "span[data-note]", getAttrs: (n: HTMLElement) => ({ id: n.dataset.note }) }] },
  // Suggestions are read from the page while an input method writes in them; from what is pasted, data-id has been taken.
  insertion: { toDOM: (m) => ["ins", { "data-id": m.attrs.id, class: m.attrs.id.split("_")[2] }, 0], parseDOM: [{ tag: "ins[data-id]", getAttrs: suggested }] },
  deletion: { toDOM: (m) => ["del", { "data-id": m.attrs.id }, 0], parseDOM: [{ tag: "del[data-id]", getAttrs: suggested }] },
  link: {
    toDOM: (m) => ["a", { href: m.attrs.href, title: m.attrs.title || m.attrs.href }, 0],
    parseDOM: [{
      tag: "a[href]",
      getAttrs: (n: HTMLElement) => {
        const href = linkAddress(n.getAttribute("href")!);
        const rel = n.getAttribute("rel") ?? "";
        return href ? { href, title: "", nofollow: /\bnofollow\b/.test(rel), sponsored: /\bsponsored\b/.test(rel) } : false;
      },
    }] as any,
  },
  em: { toDOM: () => ["em", 0], parseDOM: [{ tag: "em" }, { tag: "i" }] },
  strong: { toDOM: () => ["strong", 0], parseDOM: [{ tag: "strong" }, { tag: "b" }] },
  strike: { toDOM: () => ["s", 0], parseDOM: [{ tag: "s" }, { tag: "strike" }, { tag: "del:not([data-id])" }] },
  sub: { toDOM: () => ["sub", 0], parseDOM: [{ tag: "sub" }] },
  sup: { toDOM: () => ["sup", 0], parseDOM: [{ tag: "sup" }] },
  code: { toDOM: () => ["code", 0], parseDOM: [{ tag: "code" }] },
};

export const schema = makeSchema(nodes, marks);

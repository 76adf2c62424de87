// Paste: what comes from word processors, mail programs and web pages, brought into the form that the schema is read
// from. Quotations, lists, links and emphasis are kept, also where a program says them by indents, classes and styles;
// whatever is dropped is said.

// Dropped counts what a paste loses, by what it is called in the sentence.
type Dropped = Map<string, number>;

const max = 2 << 20; // characters of HTML or text; a body may have no more

// tooMuch says why a paste is refused, or "".
export function tooMuch(html: string, text: string): string {
  return Math.max(html.length, text.length) > max * 4 || text.length > max
    ? `What you pasted is too long for one article (${Math.ceil(Math.max(text.length, html.length) / 1e6)} million characters). The copy is as it was; paste a part of it.`
    : "";
}

// cleanText leaves out the control characters that no text may hold.
export function cleanText(s: string): string {
  return s.replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");
}

// read are the attributes that the schema's rules look at; all others go.
const read = /^(href|rel|class|colspan|rowspan|start|data-(at|key|cite|title|caption|note|pm-slice))$/;

// cleanHTML returns the HTML to be read, and a sentence about what is not in it, or "".
export function cleanHTML(html: string): { html: string; said: string } {
  const doc = new DOMParser().parseFromString(cleanText(html), "text/html"); // which runs nothing and loads nothing
  const dropped: Dropped = new Map();
  removeForeign(doc, dropped);
  wordLists(doc);
  wordStyles(doc);
  unwrapLinks(doc);
  indents(doc);
  emphasis(doc);
  for (const n of doc.querySelectorAll("*")) for (const { name } of [...n.attributes]) if (!read.test(name)) n.removeAttribute(name);
  for (const n of doc.querySelectorAll("body > br, br.Apple-interchange-newline")) n.remove();
  for (const p of doc.querySelectorAll("p,div")) if (!p.textContent!.trim() && !p.querySelector("img,hr,br~br")) p.remove();
  return { html: doc.body.innerHTML, said: sentence(dropped) };
}

const foreign: [selector: string, name: string][] = [
  ["img,picture,svg,canvas", "picture"], ["video,audio", "recording"], ["iframe,object,embed,applet", "embedded frame"], ["form,input,select,textarea,button", "form field"],
  ["script,noscript", "script"], [".MsoCommentText,[style*='mso-element:comment']", "comment"], ["[style*='mso-element:footnote']", "footnote"],
];

function removeForeign(doc: Document, dropped: Dropped): void {
  for (const [selector, name] of foreign) {
    for (const n of doc.querySelectorAll(selector)) {
      if (n.parentElement?.closest(selector)) continue;
      dropped.set(name, (dropped.get(name) ?? 0) + 1);
    }
    for (const n of doc.querySelectorAll(selector)) n.remove();
  }
  for (const n of doc.querySelectorAll("style,title,meta,link,template,head,[hidden],[style*='mso-element:comment-list']")) n.remove();
  const walk = doc.createTreeWalker(doc.body, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_ELEMENT);
  const gone: Node[] = [];
  while (walk.nextNode()) {
    const n = walk.currentNode;
    if (n.nodeType === Node.COMMENT_NODE || n.nodeName.includes(":")) gone.push(n); // o:p and its like
  }
  for (const n of gone) {
    if (n.nodeType === Node.COMMENT_NODE || !n.textContent!.trim()) n.parentNode?.removeChild(n);
    else (n as Element).replaceWith(...n.childNodes);
  }
}

// wordLists turns Word's paragraphs that look like list items into lists: each says its list and level in a style that
// only Word knows, and begins with its own bullet or number.
function wordLists(doc: Document): void {
  let open: { list: HTMLElement; level: number; name: string }[] = [];
  let last: Element | null = null;
  for (const p of [...doc.querySelectorAll("p,h1,h2,h3,div")]) {
    const style = p.getAttribute("style") ?? "";
    const [, name = "", depth = "0"] = /mso-list:\s*(\S+)\s+level(\d+)/i.exec(style) ?? [];
    const level = Math.min(Number(depth), 9);
    if (!level) continue;
    if (!last || last.nextElementSibling !== p) open = [];
    const marker = [...p.querySelectorAll("span")].find((s) => /mso-list:\s*ignore/i.test(s.getAttribute("style") ?? ""));
    const ordered = /^[\s(]*[0-9a-z]{1,4}[.)]/i.test(marker?.textContent ?? "");
    marker?.remove();
    while (open.length && open[open.length - 1].level > level) open.pop();
    if (open.length && open[open.length - 1].level === level && open[open.length - 1].name !== name) open.pop();
    if (!open.length || open[open.length - 1].level < level) {
      const list = doc.createElement(ordered ? "ol" : "ul");
      const parent = open[open.length - 1]?.list.lastElementChild;
      if (parent) parent.append(list);
      else p.before(list);
      open.push({ list, level, name });
    }
    const item = doc.createElement("li");
    const text = doc.createElement("p");
    text.append(...p.childNodes);
    item.append(text);
    open[open.length - 1].list.append(item);
    last = open[0].list;
    p.remove();
  }
}

// wordStyles turns what Word and Outlook say by classes and borders into elements.
function wordStyles(doc: Document): void {
  const rename = (n: Element, tag: string) => {
    const made = doc.createElement(tag);
    made.append(...n.childNodes);
    n.replaceWith(made);
    return made;
  };
  for (const n of doc.querySelectorAll("p.MsoTitle,p.MsoHeading8,p.MsoHeading9")) rename(n, "h2");
  for (const n of doc.querySelectorAll("p.MsoQuote,p.MsoIntenseQuote,p[class*='Quote']")) n.setAttribute("data-quoted", "");
  for (const n of doc.querySelectorAll<HTMLElement>("div")) { // a mail that is answered stands beside a line
    if (/border-left:\s*(solid|[^;]*\d[^;]*solid)/i.test(n.getAttribute("style") ?? "") && n.textContent!.trim()) rename(n, "blockquote");
  }
}

// styleOf reads an element's own styles. The page's policy keeps browsers from reading them themselves.
function styleOf(n: Element): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of (n.getAttribute("style") ?? "").split(";")) {
    const at = part.indexOf(":");
    if (at > 0) found[part.slice(0, at).trim().toLowerCase()] = part.slice(at + 1).trim().toLowerCase();
  }
  const [, right, , left] = (found.margin ?? "").split(/\s+/);
  found["margin-left"] ??= left ?? right ?? found.margin ?? "";
  return found;
}

// emphasis turns what is said by styles into elements, and takes away elements that a style takes back: Google Docs puts
// everything into a b that is not bold.
function emphasis(doc: Document): void {
  for (const n of [...doc.querySelectorAll("[style]")].reverse()) {
    const style = styleOf(n);
    const weight = style["font-weight"] ?? "", lean = style["font-style"] ?? "";
    if ((/^(b|strong)$/i.test(n.tagName) && /^(normal|[1-4]00)$/.test(weight)) || (/^(i|em)$/i.test(n.tagName) && lean === "normal")) {
      n.replaceWith(...n.childNodes);
      continue;
    }
    if (/^(h\d|b|strong|i|em|ul|ol|table|tr|tbody|thead)$/i.test(n.tagName)) continue; // whose form says it already, or that hold blocks
    const tags = [/^(bold(er)?|[6-9]\d\d)$/.test(weight) && "strong", /^(italic|oblique)/.test(lean) && "em", /line-through/.test(`${style["text-decoration"]} ${style["text-decoration-line"]}`) && "s",
      style["vertical-align"] === "super" && "sup", style["vertical-align"] === "sub" && "sub"];
    for (const tag of tags) {
      if (!tag || n.querySelector("p,div,li,table")) continue;
      const made = doc.createElement(tag);
      made.append(...n.childNodes);
      n.append(made);
    }
  }
}

// indents turns paragraphs that are set in into quotations, as word processors do for want of anything else.
function indents(doc: Document): void {
  let last: Element | null = null;
  for (const p of [...doc.querySelectorAll("p")]) {
    const style = styleOf(p);
    const quoted = p.hasAttribute("data-quoted") || (points(style["margin-left"] || style["padding-left"] || "") >= 24 && points(style["text-indent"] ?? "") >= 0);
    if (!quoted || p.closest("li,blockquote,td,th,aside")) continue;
    if (last && last.nextElementSibling === p) last.append(p);
    else {
      last = doc.createElement("blockquote");
      p.replaceWith(last);
      last.append(p);
    }
  }
}

// points reads a length of CSS in points.
function points(length: string): number {
  const [, n, unit] = /^(-?[\d.]+)(pt|px|in|cm|em|rem)?$/.exec(length.trim()) ?? [];
  return n ? Number(n) * ({ px: 0.75, in: 72, cm: 28.35, em: 12, rem: 12 }[unit ?? ""] ?? 1) : 0;
}

// unwrapLinks puts the address that is meant in the place of the one that a mail program or search engine watches.
function unwrapLinks(doc: Document): void {
  for (const a of doc.querySelectorAll("a[href]")) {
    let url: URL;
    try {
      url = new URL(a.getAttribute("href")!);
    } catch {
      continue;
    }
    const meant = url.hostname.endsWith(".safelinks.protection.outlook.com") ? url.searchParams.get("url")
      : /(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url" ? url.searchParams.get("q") ?? url.searchParams.get("url") : null;
    if (meant) a.setAttribute("href", meant);
  }
}

function sentence(dropped: Dropped): string {
  const parts = [...dropped].map(([name, n]) => `${n} ${name}${n > 1 ? "s" : ""}`);
  if (!parts.length) return "";
  const all = parts.length > 1 ? parts.slice(0, -1).join(", ") + " and " + parts.at(-1) : parts[0];
  return `Pasted without ${all}. Pictures come in through the library.`.replace(dropped.has("picture") ? "" : " Pictures come in through the library.", "");
}

// Pastes into the editor of the page, and tells what became of it.
window.paste = (html, text) => {
  const d = new DataTransfer();
  if (html) d.setData("text/html", html);
  d.setData("text/plain", text);
  story.view.focus();
  story.view.dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: d, bubbles: true, cancelable: true }));
};

const outline = (node, depth = 0) => {
  const attrs = Object.entries(node.attrs).filter(([k, v]) => !["id", "origin"].includes(k) && v && v !== 1).map(([k, v]) => ` ${k}=${JSON.stringify(v)}`).join("");
  const inline = node.inlineContent && node.childCount
    ? ": " + node.content.content.map((n) => n.marks.reduceRight((s, m) => `${m.type.name}${m.attrs.href ? " " + m.attrs.href : ""}(${s})`, n.isText ? n.text : `[${n.type.name}]`)).join("") : "";
  return "  ".repeat(depth) + node.type.name + attrs + inline + "\n" + (node.inlineContent ? "" : node.content.content.map((n) => outline(n, depth + 1)).join(""));
};

// pasted pastes into an empty copy, and returns the copy's outline and what was said.
window.pasted = (html) => {
  const { view } = story;
  const failed = [];
  window.onerror = (e) => void failed.push(e);
  view.dispatch(view.state.tr.delete(0, view.state.doc.content.size));
  story.notices = [];
  paste(html, "plain");
  view.state.doc.check();
  return view.state.doc.content.content.map((n) => outline(n)).join("") + (story.notices.length ? "said: " + story.notices.join(" ") : "said nothing") + failed.join();
};

// hostile pastes pages made at random of what clipboards should not hold, and returns what went wrong.
window.hostile = (rounds) => {
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const pick = (list) => list[random(list.length)];
  const tags = ["p", "div", "b", "i", "span", "a", "ul", "ol", "li", "table", "tr", "td", "th", "blockquote", "h1", "h4", "pre", "code", "hr", "br", "img", "script", "style", "svg", "iframe",
    "form", "input", "o:p", "aside class=factbox", "aside class=pullquote", "ul class=key-points", "article", "template", "math", "caption", "details", "button", "sup", "del", "ins", "font"];
  const attrs = [" onclick=window.ran=1", " style='margin-left:36pt'", " style='mso-list:l0 level2 lfo1'", " href=javascript:window.ran=1", " href=https://example.org/", " src=x onerror=window.ran=1",
    " style='font-weight:700'", " colspan=999999999", " colspan=-1", " start=-5", " data-cite='x'", " href='https://'", " data-pm-slice='0 0 []'", " data-pm-slice='9 9 [\"quote\",null]'", " id=story", ""];
  const texts = ["words ", "\u0000", "\u000b\u001f", "\ud800", "<!--x-->", "&nbsp;", "  ", "\ufffe", "e\u0301", "😀", "<![if !supportLists]>·<![endif]>"];
  const make = (depth) => Array.from({ length: 1 + random(4) }, () => {
    if (depth > 5 || !random(3)) return pick(texts);
    const tag = pick(tags);
    return `<${tag}${pick(attrs)}>${make(depth + 1)}${random(5) ? `</${tag.split(" ")[0]}>` : ""}`;
  }).join("");
  const wrong = [];
  for (let i = 0; i < rounds && wrong.length < 5; i++) {
    const html = make(0);
    const before = story.view.state.doc;
    try {
      paste(html, "plain");
      story.view.state.doc.check();
    } catch (e) {
      wrong.push(`${e}: ${html}`);
    }
    if (window.ran) wrong.push("a script ran: " + html);
    if (story.view.state.doc.content.size > 200_000) story.view.dispatch(story.view.state.tr.delete(0, before.content.size));
  }
  return wrong;
};

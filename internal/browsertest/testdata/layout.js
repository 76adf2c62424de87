// What a layout must keep at any width: nothing makes the page scroll sideways, no text is cut off, every target is 24
// CSS pixels or stands in a line of text or apart from the others, links in running text are underlined. Returns sentences on what doesn't.
(() => {
  const wrong = [];
  const name = (e) => e.tagName.toLowerCase() + (e.className ? "." + String(e.className).replace(/ +/g, ".") : "") + ` "${e.textContent.trim().slice(0, 30)}"`;
  const scroller = (e) => e.closest("pre, .table-scroll, [tabindex='0']");
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    wrong.push(`the page is ${root.scrollWidth} px wide in a window of ${innerWidth}`);
    const outside = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !scroller(e));
    wrong.push(...outside.slice(0, 3).map((e) => "reaches outside: " + name(e)));
  }
  for (const e of document.body.querySelectorAll("*")) {
    const s = getComputedStyle(e);
    if (e.matches(".unseen, .skip, input, select") || e.closest("svg, .unseen") || scroller(e)) continue;
    if (/hidden|clip/.test(s.overflowX + s.overflowY) && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2) && e.clientWidth > 1 && e.textContent.trim()) wrong.push("text is cut off: " + name(e));
  }
  const targets = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((e) => e.checkVisibility() && !e.matches(".skip"));
  const boxes = targets.map((e) => e.getBoundingClientRect());
  const inLine = (e) => getComputedStyle(e).display === "inline" && e.closest("p, li, dd, h1, h2, h3, h4, figcaption, time, blockquote, td, th") && e.parentElement.textContent.trim() !== e.textContent.trim();
  targets.forEach((e, i) => {
    const b = boxes[i];
    if ((b.width >= 24 && b.height >= 24) || inLine(e) || !b.width) return;
    const [x, y] = [b.left + b.width / 2, b.top + b.height / 2]; // WCAG 2.5.8: a circle of 24 px around it meets no other target
    const near = boxes.find((o, k) => k !== i && o.width && Math.hypot(Math.max(o.left - x, 0, x - o.right), Math.max(o.top - y, 0, y - o.bottom)) < 12);
    if (near) wrong.push(`target of ${Math.round(b.width)} x ${Math.round(b.height)} px: ` + name(e));
  });
  for (const a of document.querySelectorAll(".copy :is(p, li) a[href], .corrections p a[href], .notice > p a[href]")) {
    if (!getComputedStyle(a).textDecorationLine.includes("underline")) wrong.push("a link in running text is not underlined: " + name(a));
  }
  return wrong;
})()

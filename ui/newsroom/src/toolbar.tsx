// The toolbar of the copy, and the lines below it for what the cursor is in.
import { useState } from "preact/hooks";
import type { Command } from "prosemirror-state";
import { addColumn, addRow, dropRow, lines, link, linkAt, tools, within } from "./commands";
import { linkAddress, schema } from "./dress";
import { Entry } from "./entry";
import { figure } from "./figure";
import { begin as beginNote } from "./notes";
import type { Story } from "./story";

function run(story: Story, command: Command): void {
  command(story.view.state, story.view.dispatch, story.view);
  story.view.focus();
}

// rove moves the focus among the buttons of a toolbar by the arrow keys, so that the bar is one stop of the Tab key.
function rove(e: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  const all = [...(e.currentTarget as HTMLElement).querySelectorAll("button")];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  if (!step || at < 0) return;
  e.preventDefault();
  const next = all[(at + step + all.length) % all.length];
  for (const b of all) b.tabIndex = b === next ? 0 : -1;
  next.focus();
}

// spoken are keys as people say them.
export const spoken = (keys: string) => keys.replace("Mod", "Control").replace(/-(?=.)/g, "+");

export function Tools({ story, formKey }: { story: Story; formKey: string }) {
  const { state } = story.view;
  const [href, setHref] = useState<string | null>(null);
  const inTable = !!within(state, schema.nodes.table);
  const rows: [string, Command][] = [["Add a row", addRow], ["Add a column", addColumn], ["Take the row out", dropRow]];
  return (
    <>
      <div role="toolbar" aria-label="Form of the copy" aria-controls="writing" class="toolbar" onKeyDown={rove}>
        {tools.map((t, i) => (
          <button type="button" key={t.label} tabIndex={i ? -1 : 0} title={t.label + (t.keys ? ` (${spoken(t.keys)})` : "")} aria-label={t.label} aria-keyshortcuts={t.keys && spoken(t.keys)}
            aria-disabled={t.form && story.suggesting ? "true" : undefined} aria-pressed={t.on ? t.on(state) : undefined} onMouseDown={(e) => e.preventDefault()} onClick={() => run(story, t.run)} data-sign={t.sign || t.label} />
        ))}
        <button type="button" tabIndex={-1} title="Link (Control+K)" aria-label="Link" aria-keyshortcuts="Control+K" aria-pressed={!!linkAt(state)} id="link"
          onMouseDown={(e) => e.preventDefault()} onClick={() => { setHref(linkAt(state)); setTimeout(() => document.getElementById("address")?.focus()); }} data-sign="Link" />
        <button type="button" tabIndex={-1} aria-label="Picture from the library" title="Picture from the library" id="figure"
          onMouseDown={(e) => e.preventDefault()} onClick={() => figure(story, formKey)} data-sign="Picture" />
        <button type="button" tabIndex={-1} title="Suggest changes, for somebody to take or refuse (Alt+Shift+S)" aria-label="Suggest" aria-keyshortcuts="Alt+Shift+S" aria-pressed={story.suggesting}
          id="suggest" onMouseDown={(e) => e.preventDefault()} onClick={() => { story.suggest(!story.suggesting); story.view.focus(); }} data-sign="Suggest" />
        <button type="button" tabIndex={-1} title="Note on the selected words (Alt+Shift+N)" aria-label="Note" aria-keyshortcuts="Alt+Shift+N" onMouseDown={(e) => e.preventDefault()} onClick={() => beginNote(story)} data-sign="Note" />
      </div>
      <div role="status">{story.refusal && <p class="strip refusal" key={story.refusals}>{story.refusal}</p>}</div>
      {href !== null && (
        <form class="strip" onSubmit={(e) => {
          e.preventDefault();
          const good = linkAddress(/^[\w-]+(\.[\w-]+)+/.test(href) ? "https://" + href : href);
          if (href.trim() && !good) return story.say("That is no address a link can have; begin it with https:// or mailto:.");
          run(story, link(good));
          setHref(null);
        }}>
          <label for="address">Address of the link</label> <input id="address" value={href} onInput={(e) => setHref(e.currentTarget.value)}
            onKeyDown={(e) => { if (e.key === "Escape") { setHref(null); story.view.focus(); } }} />
          <button>Set</button> <button type="button" class="small" onClick={() => { run(story, link("")); setHref(null); }}>Take away</button>
        </form>
      )}
      {inTable && <div class="strip">{rows.map(([label, command]) => (
        <button type="button" class="small" key={label} onMouseDown={(e) => e.preventDefault()} onClick={() => run(story, command)}>{label}</button>
      ))}</div>}
      <Entry story={story} />
      {lines(state).map((l) => (
        <p class="strip" key={l.attr + l.pos}>
          <label for={"line-" + l.attr}>{l.label}</label> <input id={"line-" + l.attr} value={l.value} maxLength={400} onInput={(e) =>
            story.view.dispatch(story.view.state.tr.setNodeAttribute(l.pos, l.attr, e.currentTarget.value.replace(/\s+/g, " ").trimStart()))} />
        </p>
      ))}
    </>
  );
}

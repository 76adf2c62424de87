// The list of what the house rules found, below the copy.
import { useState } from "preact/hooks";
import { Still } from "./still";
import type { Found, Style } from "./style";

const gravity = { must: "Must", should: "Should", info: "Info" };

export function StyleList({ style }: { style: Style }) {
  const [reporting, report] = useState(""); // the name of a hit: each check brings new ones
  const [why, say] = useState("");
  if (!style.checked && !style.failed) return null;
  const musts = style.found.filter((f) => f.hit.severity === "must").length;
  const name = (f: Found) => f.passage.element + f.hit.place + f.hit.rule;
  const next = (at: number) => setTimeout(() => (document.querySelector<HTMLElement>(`#rules li:nth-child(${Math.min(at + 1, Math.max(1, style.found.length))}) button`) ?? document.getElementById("house-rules"))?.focus(), 80);
  return (
    <section class="house-rules" aria-labelledby="house-rules">
      <h2 id="house-rules" tabIndex={-1}>House rules</h2>
      <p role="status">
        {style.failed ? "They can’t be checked now; the server can’t be reached." : !style.found.length ? "Nothing to say." : `${style.found.length === 1 ? "One place" : style.found.length + " places"} to look at` +
          (musts ? `; ${musts} must be seen to before it can be published.` : ".") + " F7 goes there."}
      </p>
      <Still sign={JSON.stringify([style.turn, reporting, why])}><ol>
        {style.found.map((f, at) => (
          <li key={name(f) + at} class={f.hit.severity}>
            <p>
              <strong class="chip">{gravity[f.hit.severity]}</strong> “{f.passage.text.slice(f.hit.from, f.hit.to)}”{f.passage.field && ` in the ${f.passage.field}`}. {f.hit.reason}
            </p>
            <div class="strip" role="group" aria-label={`About “${f.passage.text.slice(f.hit.from, f.hit.to)}”`}>
              <button type="button" class="small" onClick={() => style.show(f)}>Show</button>
              {f.hit.replace && <button type="button" class="small" onClick={() => { style.replace(f); next(at); }}>Write “{f.hit.replace}”</button>}
              <button type="button" class="small" onClick={async () => (await style.ignore(f, false)) && next(at)}>Ignore once</button>
              <button type="button" class="small" onClick={async () => (await style.ignore(f, true)) && next(at)}>Ignore in this article</button>
              <button type="button" class="small" aria-expanded={reporting === name(f)} onClick={() => { report(reporting === name(f) ? "" : name(f)); say(""); setTimeout(() => document.getElementById("rule-why")?.focus(), 80); }}>Report the rule</button>
            </div>
            {reporting === name(f) && (
              <form class="strip" onSubmit={(e) => { e.preventDefault(); void style.report(f, why); report(""); next(at); }}>
                <label for="rule-why">What is wrong with the rule {f.hit.rule}</label>
                <input id="rule-why" value={why} maxLength={1000} onInput={(e) => say(e.currentTarget.value)} /> <button>Report</button>
              </form>
            )}
          </li>
        ))}
      </ol></Still>
    </section>
  );
}

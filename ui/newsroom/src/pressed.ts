// Which key was pressed, whatever the keyboard writes with it: with Alt and Shift a Mac's S writes Í, a Russian one Ы; on
// a French keyboard, A is where others have Q.
const latin = /^[a-z]$/i;

let layout: { get(code: string): string | undefined } | undefined; // where the browser tells it: the letter on each key
void (navigator as any).keyboard?.getLayoutMap?.().then((map: typeof layout) => (layout = map), () => {});

// pressed returns the letter that is written on a key, as a capital; of other keys their name. While an input method takes
// the keys there is none.
export function pressed(e: KeyboardEvent): string {
  if (e.isComposing || e.keyCode === 229 || e.key === "Process") return "";
  const on = [e.key, layout?.get(e.code), e.code.replace(/^Key/, "")].find((s) => s && latin.test(s));
  return on?.toUpperCase() ?? e.key;
}

// Meters beside the headline. They advise and never block: each says how much room another place has for it.
const pieces = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

// graphemes counts what readers take for single characters.
export const graphemes = (s: string) => (pieces ? [...pieces.segment(s)].length : [...s].length);

let canvas: CanvasRenderingContext2D | null = null;
let measured = { text: "", width: 0 }; // asking for the page's font has the browser settle all styles: not at each key

// pixels measures a text as search engines set titles: twenty pixels high, without serifs.
export function pixels(s: string): number {
  if (measured.text !== s) measured = { text: s, width: measure(s) };
  return measured.width;
}

function measure(s: string): number {
  canvas ??= document.createElement("canvas").getContext("2d");
  if (!canvas) return 0;
  canvas.font = "20px " + (getComputedStyle(document.documentElement).getPropertyValue("--s") || "sans-serif");
  return Math.ceil(canvas.measureText(s).width);
}

export function Meters({ headline, search }: { headline: string; search: string }) {
  const n = graphemes(headline);
  const rows: [string, number, number, string][] = [
    ["Web", n, 90, ""], ["Search", pixels(search || headline), 580, " px"], ["Structured data", n, 110, ""], ["Push", n, 45, ""], ["Newsletter", n, 50, ""],
  ];
  return (
    <ul class="meters" aria-label="Room for the headline">
      {rows.map(([name, is, most, unit]) => (
        <li key={name} class={is > most ? "over" : ""}>{name} {is}{unit} of {most}{is > most && ", too long"}</li>
      ))}
    </ul>
  );
}

// Moments as a field for date and time has them, in the paper's zone.
let zone = "UTC";

// keepTime says which zone the paper's is.
export function keepTime(paper: string): void {
  zone = paper;
}

// local writes a moment as such a field has it: 2026-02-01T06:00.
export function local(at: string | number): string {
  const t = new Date(at);
  if (isNaN(t.getTime())) return "";
  const part = Object.fromEntries(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" })
    .formatToParts(t).map((p) => [p.type, p.value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

// moment reads what such a field has, or returns "". When the clocks go back an hour comes twice: the first is meant; an hour
// that they leave out is the one after it.
export function moment(field: string): string {
  const meant = Date.parse(field + "Z");
  if (isNaN(meant)) return "";
  const ahead = (t: number) => Date.parse(local(t) + "Z") - t; // of UTC
  const before = meant - ahead(meant - 86_400_000), after = meant - ahead(meant + 86_400_000);
  const found = [before, after].find((t) => local(t) === field) ?? before;
  return written(found);
}

// written is a moment as the copy has it.
export const written = (t: number): string => new Date(t).toISOString().slice(0, 19) + "Z";

// zoneName is the zone that times are written in.
export const zoneName = () => zone;

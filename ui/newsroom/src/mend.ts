// Mends what goja does otherwise than browsers: String.split by an expression that can match nothing splits wrongly, and
// prosemirror-model reads content expressions with one. ECMA-262, RegExp.prototype[@@split], says what it should do.
const plain = String.prototype.split;
(String.prototype as any).split = function (this: string, by: any, limit?: number): string[] {
  if (!(by instanceof RegExp) || limit !== undefined) return plain.call(this, by, limit);
  const text = String(this);
  const sticky = new RegExp(by.source, by.flags.replace(/[gy]/g, "") + "y");
  if (text === "") return sticky.exec("") ? [] : [""];
  const found: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; ) {
    sticky.lastIndex = at;
    const match = sticky.exec(text);
    if (!match || at + match[0].length === from) {
      at++;
      continue;
    }
    found.push(text.slice(from, at), ...match.slice(1));
    from = at = at + match[0].length;
  }
  found.push(text.slice(from));
  return found;
};

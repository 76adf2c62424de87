// The door: passkeys, on the page where one signs in and on "You". The pages work without, by recovery codes and links.

type Asked = Record<string, any>;

const bytes = (text: string): ArrayBuffer => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
const text = (b: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const keys = (list: Asked[] | undefined) => (list ?? []).map((k) => ({ ...k, id: bytes(k.id) })) as PublicKeyCredentialDescriptor[];

// post sends JSON and returns the answer. It throws a sentence.
async function post(path: string, body: unknown, key = ""): Promise<any> {
  const r = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Form-Key": key }, body: JSON.stringify(body) }).catch(() => null);
  if (!r) throw new Error("The server can’t be reached. Please try again.");
  const a = await r.json().catch(() => null);
  if (!r.ok || !a) throw new Error(a?.error ?? "That didn’t work: load the page again and repeat.");
  return a;
}

// answerOf is a credential as the server reads it.
function answerOf(c: PublicKeyCredential): Asked {
  const r = c.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response: Asked = { clientDataJSON: text(r.clientDataJSON) };
  if (r.attestationObject) {
    response.attestationObject = text(r.attestationObject);
    response.transports = r.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(r.authenticatorData);
    response.signature = text(r.signature);
    response.userHandle = r.userHandle ? text(r.userHandle) : null;
  }
  return { id: c.id, rawId: text(c.rawId), type: c.type, response, clientExtensionResults: {}, authenticatorAttachment: c.authenticatorAttachment };
}

// reason says why a browser gave no passkey.
function reason(e: any): string {
  switch (e?.name) {
    case "NotAllowedError": return "Nothing was done: the browser was told no, or waited too long.";
    case "InvalidStateError": return "This device has a passkey for you here already.";
    case "SecurityError": return "The browser uses no passkeys at this address.";
    case "NotSupportedError": case "ConstraintError": return "This device can’t keep such a passkey; try another device or a security key.";
  }
  return e?.message ?? "That didn’t work.";
}

function signIn(form: HTMLFormElement): void {
  const wrong = document.getElementById("wrong")!;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const place = form.querySelector<HTMLElement>("[data-passkey]");
  const button = place?.querySelector("button");
  if (!place || !button) return;
  let waiting: AbortController | null = null;

  // use asks for a passkey: in the browser's own box, or offered where the e-mail address is typed.
  async function use(offered: boolean): Promise<void> {
    waiting?.abort();
    const mine = (waiting = new AbortController());
    try {
      const asked = await post("/newsroom/signin/ask", {});
      const got = await navigator.credentials.get({
        publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: keys(asked.allowCredentials) },
        signal: mine.signal, mediation: offered ? "conditional" : "optional",
      } as CredentialRequestOptions);
      const a = await post("/newsroom/signin/passkey", { email: field("email").value, to: field("to").value, answer: answerOf(got as PublicKeyCredential) });
      location.assign(a.to);
    } catch (e: any) {
      if (e?.name === "AbortError" || (offered && e?.name)) return; // nobody asked for it: nobody is told
      wrong.textContent = reason(e);
    }
  }

  place.hidden = false;
  button.onclick = () => {
    wrong.textContent = "";
    void use(false);
  };
  form.onsubmit = (e) => {
    if (field("code").value.trim()) return;
    e.preventDefault();
    button.click();
  };
  void PublicKeyCredential.isConditionalMediationAvailable?.().then((can) => { if (can) return use(true); });
}

function make(form: HTMLFormElement): void {
  const wrong = document.getElementById("wrong")!;
  form.hidden = false;
  form.onsubmit = async (e) => {
    e.preventDefault();
    wrong.textContent = "";
    const key = form.dataset.key!;
    try {
      const asked = await post("/newsroom/you/passkey/ask", {}, key);
      const made = await navigator.credentials.create({
        publicKey: { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: keys(asked.excludeCredentials) },
      });
      const name = (form.elements.namedItem("name") as HTMLInputElement).value;
      const a = await post("/newsroom/you/passkey", { name, answer: answerOf(made as PublicKeyCredential) }, key);
      location.assign(a.to);
    } catch (e) {
      wrong.textContent = reason(e);
    }
  };
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-door]")) (form.dataset.door === "new" ? make : signIn)(form);
} else {
  const wrong = document.getElementById("wrong");
  if (wrong && !wrong.textContent) wrong.textContent = "This browser knows no passkeys; a recovery code or a sign-in link lets you in.";
}

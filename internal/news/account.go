package news

// Token is a key to the API, held by the hash of its secret.
type Token struct {
	Hash      string
	Paper     string
	Person    string // id of whoever it acts for
	Role      Role   // at most this role, and at most the person's
	Name      string // what it is for
	CreatedAt Millis
	ExpiresAt Millis // 0: never
	UsedAt    Millis // last, give or take five minutes; 0: never
}

// SignInLink lets a person in once, held by the hash of its secret.
type SignInLink struct {
	Hash      string
	Paper     string
	Person    string // id
	Filing    bool   // they may file, and nothing else
	MailedTo  string // told in the audit trail, and not kept; empty: whoever made it hands it over
	CreatedAt Millis
	ExpiresAt Millis
}

// Session is a person's stay in the newsroom, held by the hash of its secret.
type Session struct {
	Hash      string
	Paper     string
	Person    string // id
	CreatedAt Millis
	SeenAt    Millis // last used
	ExpiresAt Millis
	Device    string // the browser and system in words
	Network   string // the address it was begun from, without its end
	Way       string // "link", "passkey" or "recovery"
}

// Passkey is a device's key with which somebody signs in.
type Passkey struct {
	Paper      string
	ID         string // the credential's, in base64url
	Person     string // id
	Name       string // what the person calls it
	Credential string // JSON: what it is checked by
	CreatedAt  Millis
	UsedAt     Millis // last; 0: never
}

// Challenge is what a browser is asked to sign with a passkey, held by its hash. It is good once.
type Challenge struct {
	Hash      string
	Paper     string
	Person    string // id of who makes a passkey; empty: somebody signs in
	Data      string // JSON: what the answer is compared with
	ExpiresAt Millis
}

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
}

// SignInLink lets a person in once, held by the hash of its secret.
type SignInLink struct {
	Hash      string
	Paper     string
	Person    string // id
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
}

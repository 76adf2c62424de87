package newsroom

import (
	"net/http"

	"broadsheet/internal/news"
)

// askToSignIn shows the button that uses the link up. Following the link alone does nothing, because programs that look
// at every link in a message must not sign in with it.
func (v *visit) askToSignIn() error {
	return v.page(http.StatusOK, "Sign in", signInForm(v.paper.Name, v.r.URL.Query().Get("link")))
}

// signIn uses the link up and begins a session.
func (v *visit) signIn() error {
	person, err := v.Accounts.UseLink(v.r.Context(), v.paper.ID, v.r.PostFormValue("link"))
	if news.CodeOf(err) == news.CodeUnauthenticated {
		return v.page(http.StatusUnauthorized, "Sign in", notice("That link can’t be used",
			"It has been used already, or it is older than a quarter of an hour. Whoever runs the server makes a new one: broadsheet person signin-link --email YOU@EXAMPLE.ORG", "", ""))
	}
	if err != nil {
		return err
	}
	secret, err := v.Sessions.Start(v.r.Context(), v.paper.ID, person.ID)
	if err != nil {
		return err
	}
	v.setCookie(secret, 30*24*60*60)
	return v.move("/newsroom/")
}

func (v *visit) signOut() error {
	if err := v.Sessions.End(v.r.Context(), v.secret); err != nil {
		return err
	}
	v.setCookie("", -1)
	return v.page(http.StatusOK, "Signed out", notice("You are signed out", "Thank you for your work on the paper.", "/", "To the front page"))
}

package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// problems runs Check.
func problems(t *testing.T, s *store.Store) (list []string) {
	t.Helper()
	if err := s.Check(context.Background(), func(p string) { list = append(list, p) }); err != nil {
		t.Fatal(err)
	}
	return list
}

// small fills a store with a few articles; one has been renamed and corrected.
func small(t *testing.T, s *store.Store) (paper string) {
	t.Helper()
	paper = storetest.Paper(t, s).ID
	f := storetest.NewFixture(t, s, paper)
	f.Fill(t, s, paper, 0, 8)
	c := f.Article(t, 8)
	moved, corrected := c, c
	moved.Version, moved.Article.Slug = nil, "moved-away"
	v := *c.Version
	v.N, v.Correction = 2, &news.Correction{Kind: news.CorrectionError, Text: "Not so.", At: storetest.Noon}
	v.Copy.Picture, v.Hash = "gulls", ""
	corrected.Version, corrected.Article = &v, moved.Article
	corrected.Article.Version, corrected.Article.Live = 2, 2
	for _, change := range []news.Change{c, moved, corrected} {
		if err := storetest.PutAll(s, paper, []news.Change{change}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Write(context.Background(), paper, func(tx news.Tx) error {
		return tx.PutFront(news.Front{Name: "town", Version: 1, Live: []news.Slot{{Article: c.Article.ID, Picture: "gulls"}}}, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	b := news.Batch{Client: "c", Person: "ada", Steps: []json.RawMessage{[]byte(`{"a":1}`), []byte(`{"b":2}`), []byte(`{"c":3}`)}}
	for _, err := range []error{
		s.BeginManuscript(context.Background(), paper, news.Manuscript{Article: c.Article.ID, Base: 2}, storetest.Body("Words.")),
		s.AppendSteps(context.Background(), paper, c.Article.ID, b, func(news.Article) error { return nil }),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return paper
}

func TestCheckFindsAndRebuildMends(t *testing.T) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			s := storetest.Open(t, e.fresh(t))
			small(t, s)
			if found := problems(t, s); len(found) > 0 {
				t.Fatalf("before anything was broken: %v", found)
			}
			for breaks, says := range map[string]string{
				`UPDATE articles SET headline = 'Other' WHERE slug = 'moved-away'`: "head",
				`UPDATE articles SET live = 1 WHERE slug = 'moved-away'`:           "head",
				`UPDATE articles SET next_turn = 5 WHERE slug = 'moved-away'`:      "head",
				`DELETE FROM articles WHERE slug = 'moved-away'`:                   "head",
				`UPDATE articles SET id = 'zzz' WHERE slug = 'moved-away'`:         "head",
				`UPDATE listed SET headline = 'Other' WHERE slug = 'moved-away'`:   "card",
				`UPDATE listed SET visible_until = 5 WHERE slug = 'moved-away'`:    "card",
				`DELETE FROM listed WHERE slug = 'moved-away'`:                     "card",
				`UPDATE listed SET article = 'zzz' WHERE slug = 'moved-away'`:      "card",
				`DELETE FROM shown`:                                              "pictures shown",
				`DELETE FROM front_pictures`:                                     "front town: its record of pictures",
				`UPDATE front_pictures SET place = 'planned'`:                    "front town: its record of pictures",
				`INSERT INTO shown SELECT paper, 'other', article, n FROM shown`: "pictures shown",
				`UPDATE placed SET visible_from = 0 WHERE list_of = 'section'`:   "places",
				`DELETE FROM placed WHERE list_of = 'tag'`:                       "places",
				`UPDATE placed SET article = 'zzz' WHERE list_of = 'paper'`:      "places",
				`INSERT INTO placed SELECT paper, 'tag', 'x', published_at, article, 0, 1 FROM placed WHERE list_of = 'person'`: "places",
				`UPDATE corrections SET note = 'Otherwise.'`: "corrections",
				`DELETE FROM corrections`:                    "corrections",
				`UPDATE moved SET slug = 'other'`:            "addresses",
				`DELETE FROM moved`:                          "addresses",
			} {
				if err := s.Exec(context.Background(), breaks); err != nil {
					t.Fatal(err)
				}
				found := problems(t, s)
				if len(found) == 0 || !strings.Contains(strings.Join(found, "\n"), says) {
					t.Errorf("%s\nis told as %v, want something about %s", breaks, found, says)
				}
				if err := s.Rebuild(context.Background(), nil); err != nil {
					t.Fatalf("rebuilding after %s: %v", breaks, err)
				}
				if found := problems(t, s); len(found) > 0 {
					t.Fatalf("after rebuilding from %s: %v", breaks, found)
				}
			}
			// What isn't derived can't be mended; it is told.
			for _, breaks := range []string{`DELETE FROM ledger WHERE seq = 3`, `UPDATE ledger_head SET seq = seq + 1`,
				`INSERT INTO cursors (name, seq) VALUES ('ahead', 999999)`,
				`DELETE FROM versions WHERE n = 2`, `UPDATE papers SET motto = 'Other'`,
				`DELETE FROM manuscript_steps WHERE n = 2`,
				`UPDATE manuscript_steps SET step = substr(step, 1, 5) WHERE n = 3`, `DELETE FROM manuscript_snapshots`,
				`DELETE FROM manuscripts`} {
				before := len(problems(t, s))
				if err := s.Exec(context.Background(), breaks); err != nil {
					t.Fatal(err)
				}
				if found := problems(t, s); len(found) == 0 || len(found) == before && before > 1 {
					t.Errorf("%s goes unnoticed", breaks)
				}
			}
		})
	}
}

func TestDumpAndLoad(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, from := range engines {
		for _, to := range engines {
			t.Run(from.name+" to "+to.name, func(t *testing.T) {
				t.Parallel()
				s, o := storetest.Open(t, from.fresh(t)), to.fresh(t)
				paper := small(t, s)
				furnish(t, s, paper)
				var dump, again bytes.Buffer
				if err := s.Dump(ctx, &dump); err != nil {
					t.Fatal(err)
				}
				loaded := storetest.Open(t, o)
				wake := loaded.Wake()
				if err := loaded.Load(ctx, bytes.NewReader(dump.Bytes())); err != nil {
					t.Fatal(err)
				}
				select {
				case <-wake:
				default:
					t.Error("nobody was woken")
				}
				if found := problems(t, loaded); len(found) > 0 {
					t.Error(found)
				}
				if err := loaded.Dump(ctx, &again); err != nil || !bytes.Equal(dump.Bytes(), again.Bytes()) {
					t.Errorf("the dump of what was loaded is another (%v)", err)
				}
				if at, err := loaded.Cursor(ctx, "letters"); at == 0 || err != nil {
					t.Errorf("a follower begins again: %d (%v)", at, err)
				}
				if at, err := loaded.Cursor(ctx, "search"); at != 0 || err != nil {
					t.Errorf("full text doesn't begin again: %d (%v)", at, err)
				}
				if p, err := loaded.PaperByHost(ctx, "anything"); err != nil || p.ID != paper {
					t.Errorf("%+v %v", p, err)
				}
				last, _ := s.LastSeq(ctx)
				entries, err := loaded.Write(ctx, paper, func(tx news.Tx) error {
					return tx.PutTag(news.Tag{ID: storetest.ID(t), Slug: "fresh", Name: "Fresh", Version: 1}, "")
				})
				if err != nil || entries[0].Seq != last+1 {
					t.Errorf("%+v %v", entries, err)
				}
			})
		}
	}
}

// furnish puts something into every table that small leaves empty.
func furnish(t *testing.T, s *store.Store, paper string) {
	t.Helper()
	ctx := context.Background()
	person := news.Person{ID: storetest.ID(t), Slug: "ann", Name: "Ann <&> \u2028", Email: "ann@example.org", Role: news.Editor, Version: 1}
	_, err := s.Write(ctx, paper, func(tx news.Tx) error {
		if err := tx.PutPerson(person, ""); err != nil {
			return err
		}
		if err := tx.PutFront(news.Front{Name: news.MainFront, Version: 1, Live: []news.Slot{{Article: "x"}}}, ""); err != nil {
			return err
		}
		if err := tx.PutRedirect(news.Redirect{Path: "/?p=1", To: "/"}, ""); err != nil {
			return err
		}
		return tx.KeepAnswer("key", news.Answer{Request: "r", Status: 201, Body: []byte("\x00\xff{}"), At: 1})
	})
	for _, err := range []error{
		err,
		s.PutToken(ctx, news.Token{Hash: "t", Paper: paper, Person: person.ID, Role: news.Editor}, news.Doer{}),
		s.PutSignInLink(ctx, news.SignInLink{Hash: "l", Paper: paper, Person: person.ID}, news.Doer{}),
		s.PutSession(ctx, news.Session{Hash: "s", Paper: paper, Person: person.ID}),
		s.PutPasskey(ctx, news.Passkey{Paper: paper, ID: "k", Person: person.ID, Name: "Key", Credential: "{}"}, news.Doer{}),
		s.PutChallenge(ctx, news.Challenge{Hash: "c", Paper: paper, Data: "{}", ExpiresAt: news.Never}),
		s.PutRecoveryCodes(ctx, paper, person.ID, []string{"r"}, news.Doer{}),
		s.Exec(ctx, `INSERT INTO cursors (name, seq) VALUES ('letters', 3), ('search', 4)`),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestLoadRefusesBrokenDumps(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := storetest.SQLite(t)
	small(t, s)
	var dump bytes.Buffer
	if err := s.Dump(ctx, &dump); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(dump.String(), "\n")
	join := func(l ...string) string { return strings.Join(l, "") }
	half := len(lines) / 2
	for !strings.HasPrefix(lines[half], "[") { // a row, and no table's heading
		half++
	}
	loaded := storetest.SQLite(t)
	for name, broken := range map[string]string{
		"nothing":           "",
		"no dump":           "PK\x03\x04",
		"other JSON":        `{"items":[]}`,
		"cut at a line":     join(lines[:half]...),
		"cut in a line":     join(lines[:half]...) + lines[half][:9],
		"without its end":   join(lines[:len(lines)-2]...),
		"a line is missing": join(lines[:half]...) + join(lines[half+1:]...),
		"a short row":       join(lines[:2]...) + "[]\n" + join(lines[2:]...),
		"a wrong value":     join(lines[:2]...) + strings.Replace(lines[2], `""`, `{}`, 1) + join(lines[3:]...),
		"an unknown table":  strings.Replace(dump.String(), `"table":"papers"`, `"table":"sqlite_schema"`, 1),
		"a column that is SQL": strings.Replace(dump.String(), `"columns":["id","name"`,
			`"columns":["id) SELECT 1; --","name"`, 1),
		"a newer format": `{"broadsheet":99,"schema":1}`,
		"a newer schema": strings.Replace(dump.String(), `"schema":`, `"schema":9`, 1),
	} {
		if err := loaded.Load(ctx, strings.NewReader(broken)); news.CodeOf(err) != news.CodeInvalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := loaded.Load(ctx, bytes.NewReader(dump.Bytes())); err != nil {
		t.Errorf("after all that, the dump itself: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	s, loaded := storetest.SQLite(f), storetest.SQLite(f)
	if _, err := s.CreatePaper(context.Background(), news.Paper{ID: "p", Name: "Post", Locale: "en-GB", TimeZone: "UTC"}); err != nil {
		f.Fatal(err)
	}
	var dump bytes.Buffer
	if err := s.Dump(context.Background(), &dump); err != nil {
		f.Fatal(err)
	}
	f.Add(dump.Bytes()[:dump.Len()-2])
	f.Add([]byte(`{"broadsheet":1}` + "\n" + `{"table":"papers","columns":["id"]}` + "\n" + `["x"]` + "\n" + `{"end":true,"rows":1}`))
	f.Add([]byte(`{"broadsheet":1}[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := loaded.Load(context.Background(), bytes.NewReader(b)); err == nil {
			if err := loaded.Exec(context.Background(), `DELETE FROM papers`); err != nil {
				t.Skip("it was a dump")
			}
		}
	})
}

package news_test

import (
	"fmt"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// told is an article's history, one entry a head.
func told(heads ...news.Article) (entries []news.Entry) {
	for i := range heads {
		entries = append(entries, news.Entry{Seq: int64(i + 1), At: 9000, Article: &heads[i]})
	}
	return entries
}

func TestShowings(t *testing.T) {
	t.Parallel()
	live := func(version, at int) news.Article {
		return news.Article{State: news.Live, Version: version, Live: version, ReleaseAt: 100, ModifiedAt: news.Millis(at)}
	}
	with := func(a news.Article, f func(*news.Article)) news.Article { f(&a); return a }
	down := func(at int) news.Article {
		return with(live(9, at), func(a *news.Article) { a.State = news.Unpublished })
	}
	for name, x := range map[string]struct {
		now     int
		entries []news.Entry
		want    string
	}{
		"a draft":           {500, told(news.Article{State: news.Draft, Version: 1, ModifiedAt: 100}), ""},
		"published":         {500, told(live(1, 100)), "1:100-"},
		"changed twice":     {500, told(live(1, 100), live(2, 200), live(3, 300)), "1:100-200 2:200-300 3:300-"},
		"held back":         {500, told(live(1, 100), with(live(1, 200), func(a *news.Article) { a.Version = 2 }), live(3, 300)), "1:100-300 3:300-"},
		"at one moment":     {500, told(live(1, 200), live(2, 200)), "2:200-"},
		"taken down":        {500, told(live(1, 100), down(200), live(2, 300)), "1:100-200 2:300-"},
		"under embargo":     {500, told(with(live(1, 100), func(a *news.Article) { a.EmbargoUntil = 400 }), with(live(2, 300), func(a *news.Article) { a.EmbargoUntil = 400 })), "2:400-"},
		"embargo to come":   {300, told(with(live(1, 100), func(a *news.Article) { a.EmbargoUntil = 400 })), ""},
		"embargo put off":   {900, told(with(live(1, 100), func(a *news.Article) { a.EmbargoUntil = 400 }), with(live(1, 200), func(a *news.Article) { a.EmbargoUntil = 600 })), "1:600-"},
		"expired":           {500, told(with(live(1, 100), func(a *news.Article) { a.ExpiresAt = 200 }), live(1, 300)), "1:100-200 1:300-"},
		"killed":            {500, told(live(1, 100), with(live(1, 200), func(a *news.Article) { a.State = news.Killed })), "1:100-200"},
		"by another clock":  {9500, told(with(live(1, 0), func(a *news.Article) { a.ModifiedAt = 0 })), "1:9000-"},
		"not an article's":  {500, []news.Entry{{At: 100}}, ""},
		"a head of no news": {500, told(live(1, 100), live(1, 200)), "1:100-"},
	} {
		var got []string
		for _, s := range news.Showings(x.entries, news.Millis(x.now)) {
			until := ""
			if s.Until != news.Never {
				until = fmt.Sprint(int64(s.Until))
			}
			got = append(got, fmt.Sprintf("%d:%d-%s", s.Version, int64(s.From), until))
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: %v, want %s", name, got, x.want)
		}
	}
}

package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

// testTurns sees that planned fronts and the ends of pictures' rights are found by their moment, and until when files are
// shown.
func testTurns(t *testing.T, b *bench) {
	ctx := context.Background()
	b = b.another(t)
	slots := []news.Slot{{Article: "x", Standfirst: "S"}}
	f := news.Front{Name: news.MainFront, Version: 1, Draft: slots, Planned: []news.PlannedFront{
		{ID: "1", At: Noon + 20, By: "p", Live: slots}, {ID: "2", At: Noon + 30, By: "p", Live: slots}}}
	b.write(t, func(tx news.Tx) error { return tx.PutFront(f, "p") })
	got, err := b.FrontByName(ctx, b.paper.ID, news.MainFront)
	if diff := cmp.Diff(f, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	due := func(at news.Millis, fronts, pictures int) {
		t.Helper()
		some, err := b.DueFronts(ctx, at, 10)
		if len(some) != fronts || err != nil || fronts > 0 && some[0] != (news.Due{Paper: b.paper.ID, ID: news.MainFront}) {
			t.Errorf("at %d fronts are due: %+v %v", at-Noon, some, err)
		}
		if some, err := b.DuePictures(ctx, at, 10); len(some) != pictures || err != nil {
			t.Errorf("at %d pictures are due: %+v %v", at-Noon, some, err)
		}
	}
	put := func(p news.Picture) { t.Helper(); b.write(t, func(tx news.Tx) error { return tx.PutPicture(p, "p") }) }
	file := news.Rendition{Type: "image/jpeg", Width: 400, Path: "/media/" + b.paper.ID + "-400.jpg"}
	p := news.Picture{ID: "turns-" + b.paper.ID, Version: 1, CreatedAt: Noon, ExpiresAt: Noon + 10, Original: news.Original{Hash: b.paper.ID}, Renditions: []news.Rendition{file}}
	put(p)
	due(Noon+9, 0, 0)
	due(Noon+10, 0, 1)
	due(Noon+20, 1, 1)
	if next, err := b.NextTurn(ctx); next > Noon+10 || err != nil {
		t.Errorf("the next turn is at %d %v", next-Noon, err)
	}
	if got, err := b.FilePictures(ctx, b.paper.ID+"-400.jpg"); len(got) != 1 || got[0] != p.ID || err != nil {
		t.Errorf("the file is one of %v (%v)", got, err)
	}
	if got, err := b.FilePictures(ctx, "no-400.jpg"); len(got) != 0 || err != nil {
		t.Errorf("a file that isn't there is one of %v (%v)", got, err)
	}
	end := func(want news.Millis) {
		t.Helper()
		if got, err := b.FileEnd(ctx, b.paper.ID+"-400.jpg"); got != want || err != nil {
			t.Errorf("the file's end is %d, not %d (%v)", got, want, err)
		}
	}
	end(Noon + 10)
	p.Version, p.TakenDown = 2, true
	put(p)
	due(Noon+20, 1, 0)
	twin := p
	twin.ID, twin.Version, twin.TakenDown, twin.ExpiresAt = "twin-"+b.paper.ID, 1, false, Noon+50
	put(twin)
	end(Noon + 50) // the file is both pictures'
	twin.Version, twin.ExpiresAt = 2, 0
	put(twin)
	end(news.Never)
	twin.Version, twin.RemovedAt = 3, Noon+5
	put(twin)
	end(Noon + 10)
	if all, err := b.Library(ctx, b.paper.ID, news.PictureFilter{}, news.After{}, 10); len(all) != 1 || all[0].ID != p.ID || err != nil {
		t.Errorf("the library has %+v %v", all, err)
	}
	f.Version, f.Planned = 2, nil
	b.write(t, func(tx news.Tx) error { return tx.PutFront(f, "p") })
	due(Noon+30, 0, 0)
}

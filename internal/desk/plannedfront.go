package desk

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"broadsheet/internal/news"
)

// maxPlans is how many lists may wait for their moment on one front.
const maxPlans = 50

// PlanFront has a front's draft, as it is now, go live at a moment, by the clock. The draft stays, to go on from.
func (w *Work) PlanFront(name string, expect int, at news.Millis) (news.Front, error) {
	old, err := w.frontToChange(name, expect, "scheduling a front")
	if err != nil {
		return old, err
	}
	draft := old.Working()
	switch {
	case len(draft) == 0:
		return old, news.Errorf(news.CodeConflict, "draft", "the draft of the front %q is empty, and there is nothing to schedule; put articles on it first", name)
	case at <= w.now:
		return old, news.Invalid("at", "lies in the past; choose a later moment, or publish the draft now")
	case at > lastMoment:
		return old, news.Invalid("at", "lies beyond the year 9999")
	case len(old.Planned) >= maxPlans:
		return old, news.Errorf(news.CodeConflict, "at", "%d changes are scheduled on this front, which is as many as there may be; cancel one first", maxPlans)
	case slices.ContainsFunc(old.Planned, func(p news.PlannedFront) bool { return p.At == at }):
		return old, news.Errorf(news.CodeConflict, "at", "another change of this front is scheduled for that moment; cancel it first, or choose another moment")
	}
	if err := w.slotsReady("draft", draft, at); err != nil {
		return old, err
	}
	f := old
	f.Planned = append(slices.Clone(old.Planned), news.PlannedFront{ID: w.desk.NewID(), At: at, By: w.by.Person, Live: draft})
	slices.SortFunc(f.Planned, func(a, b news.PlannedFront) int { return cmp.Compare(a.At, b.At) })
	return w.putFront(old, f)
}

// CancelPlan takes a planned list off a front before its moment.
func (w *Work) CancelPlan(name string, expect int, id string) (news.Front, error) {
	old, err := w.frontToChange(name, expect, "cancelling a front's schedule")
	if err != nil {
		return old, err
	}
	f := old
	f.Planned = slices.DeleteFunc(slices.Clone(old.Planned), func(p news.PlannedFront) bool { return p.ID == id })
	if len(f.Planned) == len(old.Planned) {
		return old, news.Errorf(news.CodeNotFound, "plan", "no such change is scheduled on this front; it went live, or somebody cancelled it")
	}
	return w.putFront(old, f)
}

// settleFront has what is planned of a front go live whose moment has come, in order, each as a version of its own. It
// doesn't ask again what may stand there: the gate keeps back articles and pictures that were withdrawn meanwhile.
func (w *Work) settleFront(name string) error {
	f, err := w.Front(name)
	if err != nil {
		return err
	}
	for len(f.Planned) > 0 && f.Planned[0].At <= w.now {
		due := f.Planned[0]
		f.Live, f.Planned = due.Live, f.Planned[1:]
		f.Version++
		if err := w.tx.PutFront(f, due.By); err != nil {
			return raced(err)
		}
	}
	return nil
}

// takeDown tells the ledger that the right to show a picture has ended, so that caches outside are purged of it. Readers don't wait
// for it: pages, feeds and files read the time themselves.
func (w *Work) takeDown(id string) error {
	p, err := w.Picture(id)
	if err != nil || p.NextTurn() > w.now {
		return err
	}
	p.TakenDown = true
	p.Version++
	return raced(w.tx.PutPicture(p, w.by.Person))
}

func samePlans(a, b []news.PlannedFront) bool {
	return slices.EqualFunc(a, b, func(x, y news.PlannedFront) bool { return x.ID == y.ID })
}

// slotsReady refuses a list that readers are to see from a moment on with pictures of its own that may not be shown then.
func (w *Work) slotsReady(list string, slots []news.Slot, at news.Millis) error {
	var faults []error
	for i, s := range slots {
		if s.Picture != "" {
			faults = append(faults, w.pictureReadyAt(fmt.Sprintf("%s[%d].picture", list, i), s.Picture, news.Attrs{}, at))
		}
	}
	return errors.Join(faults...)
}

package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// seen is what a tab was seen to do: requests by type with their bytes, and what went wrong.
type seen struct {
	base string

	mu       sync.Mutex
	wrong    []string // console errors, exceptions, requests to elsewhere
	kinds    map[network.RequestID]network.ResourceType
	bytes    map[network.ResourceType]int
	requests int
}

// note takes an event of the browser.
func (s *seen) note(ev any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		s.wrong = append(s.wrong, fmt.Sprintf("exception: %s (%s:%d)", text, e.ExceptionDetails.URL, e.ExceptionDetails.LineNumber))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			s.wrong = append(s.wrong, fmt.Sprintf("console %s", e.Type))
		}
	case *log.EventEntryAdded:
		// A page that answers so is logged as a resource that failed; every test looks at the status itself.
		refused := slices.ContainsFunc([]string{"400", "404", "409", "410", "422"}, func(status string) bool { return strings.Contains(e.Entry.Text, "status of "+status) })
		if e.Entry.Level == "error" && !(refused && s.isDocument(e.Entry.NetworkRequestID)) {
			s.wrong = append(s.wrong, e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		s.request(e)
	case *network.EventLoadingFinished:
		if s.bytes == nil {
			s.bytes = map[network.ResourceType]int{}
		}
		s.bytes[s.kinds[e.RequestID]] += int(e.EncodedDataLength)
	}
}

func (s *seen) isDocument(id network.RequestID) bool {
	return s.kinds[id] == network.ResourceTypeDocument
}

func (s *seen) request(e *network.EventRequestWillBeSent) {
	if s.kinds == nil {
		s.kinds = map[network.RequestID]network.ResourceType{}
	}
	s.kinds[e.RequestID] = e.Type
	s.requests++
	if at := e.Request.URL; !strings.HasPrefix(at, s.base+"/") && !strings.HasPrefix(at, "data:") && at != "about:blank" {
		s.wrong = append(s.wrong, "asked elsewhere: "+at)
	}
}

// failures returns what went wrong, and forgets it.
func (s *seen) failures() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.wrong
	s.wrong = nil
	return w
}

// weights returns the bytes received, by type, and in all.
func (s *seen) weights() (byType map[network.ResourceType]int, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	byType = map[network.ResourceType]int{}
	for k, n := range s.bytes {
		byType[k] = n
		all += n
	}
	return byType, all
}

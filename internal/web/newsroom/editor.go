package newsroom

import (
	"strconv"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// doneSentence says what was just done to the article, which is in state s now.
func doneSentence(did string, s news.State) string {
	switch did {
	case string(news.ActSave):
		return "A version has been saved."
	case string(news.ActSubmit):
		return "The desk has it now."
	case string(news.ActReady):
		return "It is marked ready to publish."
	case string(news.ActPublish):
		if s == news.Scheduled {
			return "It goes out by itself when its embargo ends."
		}
		return "It is published."
	case string(news.ActSchedule):
		return "It is on the clock, and goes out by itself."
	case string(news.ActCorrect):
		return "It is published with the note for readers."
	case "unschedule":
		return "It is off the clock, and waits for somebody to publish it."
	case "hold":
		return "It is on hold: nobody can publish it until the hold is lifted."
	case "lift":
		return "The hold is lifted."
	case string(news.ActClose):
		return "The coverage is closed; readers are told when it ended."
	case string(news.ActReopen):
		return "The coverage is open again."
	case "embargo", "agree":
		return "The embargo has been moved."
	case "ask":
		return "You asked to end the embargo sooner. It stays as it is until another editor agrees."
	case "keep-embargo":
		return "The embargo stays as it is."
	}
	return ""
}

// words says how many words the copy has; the script goes on counting.
func (p editorPage) words() string {
	doc, err := body.Decode(p.data.Page.Doc)
	if err != nil {
		return "" // the script counts
	}
	if n := body.Words(&doc); n != 1 {
		return strconv.Itoa(n) + " words"
	}
	return "1 word"
}

// made says what publishing has made.
func (p editorPage) made() string {
	return "Version " + strconv.Itoa(p.data.Page.State.Live) + ". Its page, the front, its section, feeds, search and the sitemap show it, and links to it have their picture."
}

// isOut says whether readers find the article now.
func (p editorPage) isOut() bool { return p.panel.isOut() }

// address is where readers find it.
func (p editorPage) address() string { return p.site.Base + "/" + p.data.Page.State.Slug }

func holdName(k news.HoldKind) string {
	if k == news.HoldLegal {
		return "legal hold"
	}
	return "desk hold"
}

// publishLabel says what the button does to an article in a state.
func publishLabel(s news.State) string {
	if s == news.Live || s == news.Corrected {
		return "Publish the changes"
	}
	return "Publish now"
}

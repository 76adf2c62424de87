package newsroom

import "broadsheet/internal/news"

// doneSentence says what was just done to the article, which is in state s now.
func doneSentence(act news.Act, s news.State) string {
	switch act {
	case news.ActSave:
		return "A version has been saved."
	case news.ActSubmit:
		return "The desk has it now."
	case news.ActReady:
		return "It is marked ready to publish."
	case news.ActPublish:
		if s == news.Scheduled {
			return "It goes out by itself when its embargo ends."
		}
		return "It is published."
	case news.ActCorrect:
		return "It is published with the note for readers."
	}
	return ""
}

// publishLabel says what the button does to an article in a state.
func publishLabel(s news.State) string {
	if s == news.Live || s == news.Corrected {
		return "Publish the changes"
	}
	return "Publish now"
}

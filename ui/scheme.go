package ui

// A reader may choose light or dark, against what the device says. The choice is kept in the browser and never sent, so
// that a page stays one copy for all: two scripts in it, allowed by their hashes, do the rest (decision 18).

// schemeSet stands before the stylesheet, and gives the page the choice before anything of it is painted: data-scheme on
// the root, which the stylesheet heeds, and the color-scheme of the blank page behind it. Given a choice it takes that,
// and not the one that is kept. Where storage is denied nothing is set, and the page follows the device.
const schemeSet = `function scheme(s,d=document){try{s??=localStorage.scheme;d.documentElement.dataset.scheme=/^(light|dark)$/.test(s)?s:s="";d.querySelector("[name=color-scheme]").content=s||"light dark"}catch{}}scheme()`

// schemeControl stands after the control, and shows it: without scripts it would do nothing. A page that comes back out
// of the browser's memory, or lies in another tab, takes on what was chosen meanwhile. Where storage is denied a choice
// holds for the page that it was made on.
const schemeControl = `{let f=document.currentScript.previousElementSibling,r=()=>{scheme();f.querySelector('[value="'+(document.documentElement.dataset.scheme||"")+'"]').checked=true};` +
	`f.hidden=false;f.onchange=e=>{let s=e.target.value;scheme(s);try{localStorage.scheme=s}catch{}};onpageshow=onstorage=r;r()}`

// SchemeHashes are the source expressions of the two scripts in a Content-Security-Policy.
func SchemeHashes() string { return hash(schemeSet) + " " + hash(schemeControl) }

func scriptElement(source string) string { return "<script>" + source + "</script>" }

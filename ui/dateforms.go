package ui

var (
	english  = dateForm{nameplate: nameplateInEnglish, date: "2 January 2006", short: "2 January", clock: "15:04"}
	american = dateForm{nameplate: nameplateInEnglish, date: "January 2, 2006", short: "January 2", clock: "3:04 PM"}
)

// forms returns how a language other than English writes dates.
func forms(language string) (dateForm, bool) {
	switch language {
	case "de":
		return dateForm{nameplate: "Monday, 2. January 2006", date: "2. January 2006", short: "2. January", clock: "15:04",
			days:   "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag",
			months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"}, true
	case "fr":
		return dateForm{nameplate: "Monday 2 January 2006", date: "2 January 2006", short: "2 January", clock: "15:04",
			days:   "dimanche lundi mardi mercredi jeudi vendredi samedi",
			months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"}, true
	case "es":
		return dateForm{nameplate: "Monday, 2 de January de 2006", date: "2 de January de 2006", short: "2 de January", clock: "15:04",
			days:   "domingo lunes martes miércoles jueves viernes sábado",
			months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"}, true
	case "it":
		return dateForm{nameplate: "Monday 2 January 2006", date: "2 January 2006", short: "2 January", clock: "15:04",
			days:   "domenica lunedì martedì mercoledì giovedì venerdì sabato",
			months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"}, true
	case "nl":
		return dateForm{nameplate: "Monday 2 January 2006", date: "2 January 2006", short: "2 January", clock: "15:04",
			days:   "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag",
			months: "januari februari maart april mei juni juli augustus september oktober november december"}, true
	case "pt":
		return dateForm{nameplate: "Monday, 2 de January de 2006", date: "2 de January de 2006", short: "2 de January", clock: "15:04",
			days:   "domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado",
			months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"}, true
	case "sv":
		return dateForm{nameplate: "Monday 2 January 2006", date: "2 January 2006", short: "2 January", clock: "15:04",
			days:   "söndag måndag tisdag onsdag torsdag fredag lördag",
			months: "januari februari mars april maj juni juli augusti september oktober november december"}, true
	case "da":
		return dateForm{nameplate: "Monday 2. January 2006", date: "2. January 2006", short: "2. January", clock: "15:04",
			days:   "søndag mandag tirsdag onsdag torsdag fredag lørdag",
			months: "januar februar marts april maj juni juli august september oktober november december"}, true
	case "nb", "no":
		return dateForm{nameplate: "Monday 2. January 2006", date: "2. January 2006", short: "2. January", clock: "15:04",
			days:   "søndag mandag tirsdag onsdag torsdag fredag lørdag",
			months: "januar februar mars april mai juni juli august september oktober november desember"}, true
	}
	return dateForm{}, false
}

package cli

import (
	"github.com/alecthomas/kong"
)

// printHelp is kong's help, with the server's many settings shown where they act: under serve.
func printHelp(o kong.HelpOptions, ctx *kong.Context) error {
	selected := ctx.Selected()
	for _, f := range ctx.Model.Flags {
		if f.Group != nil && (selected == nil || selected.Name != "serve") {
			f.Hidden = true
		}
	}
	return kong.DefaultHelpPrinter(o, ctx)
}

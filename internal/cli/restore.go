package cli

import "errors"

type restoreCommand struct {
	X string `arg:"" optional:"" toml:"-"`
}

// Run runs the command.
func (c *restoreCommand) Run(d *desktop) error { return errors.New("not yet") }
